using System.Globalization;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>A colour of a terminal: one of its palette of 256, or red, green and blue.</summary>
/// <param name="Value">The number in the palette; or red, green and blue, above <see cref="TrueColor"/>.</param>
internal readonly record struct TerminalColor(int Value)
{
    private const int TrueColor = 1 << 24;
    private const int PaletteSize = 256;

    public static TerminalColor OfPalette(int number) => new(number);

    /// <summary>Reads the parameters behind 38 or 48, and moves the index to the last of them; null if they are not a colour.</summary>
    public static TerminalColor? Read(int[] parameters, ref int index)
    {
        var rest = parameters.AsSpan(index + 1);
        if (rest is [5, >= 0 and < PaletteSize and var number, ..])
        {
            index += 2;
            return new TerminalColor(number);
        }

        if (rest is [2, >= 0 and < 256 and var red, >= 0 and < 256 and var green, >= 0 and < 256 and var blue, ..])
        {
            index += 4;
            return new TerminalColor(TrueColor | (red << 16) | (green << 8) | blue);
        }

        // The rest is not a color: its parameters have no meaning.
        index = parameters.Length;
        return null;
    }

    /// <summary>The parameters of the sequence that selects the colour: 38 for the text, 48 behind it.</summary>
    public string ToParameters(int selector) => Value < TrueColor
        ? string.Create(CultureInfo.InvariantCulture, $"{selector};5;{Value}")
        : string.Create(CultureInfo.InvariantCulture, $"{selector};2;{Red};{Green};{Blue}");

    public Color ToColor() => Value < TrueColor ? Color.FromInt32(Value) : new Color(Red, Green, Blue);

    private byte Red => (byte)(Value >> 16);

    private byte Green => (byte)(Value >> 8);

    private byte Blue => (byte)Value;
}
