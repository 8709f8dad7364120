namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Maps colours to the 16 colours of terminals, which the style sheet makes readable in light and dark.</summary>
internal static class AnsiColors
{
    private const int Bright = 8;
    private const int CubeStart = 16;
    private const int GrayStart = 232;
    private const int CubeSize = 6;
    private const int StepOfCube = 51;
    private const int StepOfGray = 10;
    private const int FirstGray = 8;
    private const int Half = 96;
    private const int Strong = 192;

    /// <summary>A colour of the palette of 256 colours.</summary>
    public static byte OfPalette(int index) => index switch
    {
        < CubeStart => (byte)(index + 1),
        < GrayStart => OfRgb(
            (index - CubeStart) / (CubeSize * CubeSize) * StepOfCube,
            (index - CubeStart) / CubeSize % CubeSize * StepOfCube,
            (index - CubeStart) % CubeSize * StepOfCube),
        _ => OfGray(FirstGray + ((index - GrayStart) * StepOfGray)),
    };

    /// <summary>The nearest colour: each component is on or off, and the whole is bright or not.</summary>
    public static byte OfRgb(int red, int green, int blue)
    {
        var highest = Math.Max(red, Math.Max(green, blue));
        var lowest = Math.Min(red, Math.Min(green, blue));
        if (highest - lowest < StepOfCube / 2)
        {
            return OfGray(highest);
        }

        var middle = (highest + lowest) / 2;
        var color = (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0);
        return (byte)(color + (highest > Strong ? Bright : 0) + 1);
    }

    private static byte OfGray(int level) => (byte)(1 + level switch
    {
        < Half / 2 => 0,
        < Half + (Half / 2) => Bright,
        < Strong + (Half / 4) => Bright - 1,
        _ => Bright + Bright - 1,
    });
}
