using System.Globalization;

namespace Imaginator.Plugins.GitSource;

/// <summary>Sizes as configuration writes them and people read them: <c>100MiB</c>, <c>1GiB</c>, plain bytes.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Reads a size above zero.</summary>
    /// <param name="text">A whole number, followed by a unit or by nothing.</param>
    /// <param name="bytes">The size.</param>
    /// <returns>Whether the text is such a size and fits.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? text.Length : end;
        var unit = digits == text.Length ? 0 : Array.IndexOf(Units, text[digits..].Trim());
        if (unit < 0
            || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number <= 0
            || number > long.MaxValue >> (10 * unit))
        {
            return false;
        }

        bytes = number << (10 * unit);
        return true;
    }

    /// <summary>Writes a size for people, with the largest unit that it reaches.</summary>
    /// <param name="bytes">The size.</param>
    /// <returns>For instance <c>1.5 MiB</c>.</returns>
    public static string Format(long bytes)
    {
        var unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }
}
