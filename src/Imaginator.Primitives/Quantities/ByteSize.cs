using System.Globalization;

namespace Imaginator.Quantities;

/// <summary>
/// Parses and formats sizes in bytes: <c>100MiB</c>, <c>1GiB</c>, <c>4096</c>. A single letter (<c>100M</c>) and <c>iB</c>
/// mean powers of 1024; <c>kB</c>, <c>MB</c> and so on mean powers of 1000.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class ByteSize
{
    // Longer suffixes come first, so that a shorter suffix does not match the end of a longer one.
    private static readonly (string Suffix, long Bytes)[] Units =
    [
        ("EiB", 1L << 60), ("PiB", 1L << 50), ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("EB", 1_000_000_000_000_000_000), ("PB", 1_000_000_000_000_000), ("TB", 1_000_000_000_000),
        ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000),
        ("E", 1L << 60), ("P", 1L << 50), ("T", 1L << 40), ("G", 1L << 30), ("M", 1L << 20), ("K", 1L << 10),
        ("B", 1), ("", 1),
    ];

    private static readonly string[] DisplayUnits = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Parses a size: a whole number with an optional unit.</summary>
    /// <param name="text">The text: a whole number, optionally followed by a unit, with at most one space between them.</param>
    /// <param name="bytes">The size in bytes, at least 0, if the method returns true; otherwise 0.</param>
    /// <returns>True if the text is a size of at most 8 EiB - 1 byte.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        foreach (var (suffix, unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                // A unit can follow a space, but a number without a unit cannot end with one.
                var digits = text[..^suffix.Length];
                if (suffix.Length > 0 && digits.EndsWith(' '))
                {
                    digits = digits[..^1];
                }

                if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    || number > long.MaxValue / unit)
                {
                    return false;
                }

                bytes = number * unit;
                return true;
            }
        }

        return false;
    }

    /// <summary>Formats a size exactly, in the largest binary unit that divides it: <c>100MiB</c>, <c>1500</c>.</summary>
    /// <param name="bytes">The size in bytes, at least 0.</param>
    /// <returns>A text that <see cref="TryParse"/> accepts.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    public static string Format(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        foreach (var (suffix, unit) in Units.AsSpan(0, 6))
        {
            if (bytes >= unit && bytes % unit == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / unit}{suffix}");
            }
        }

        return bytes.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Formats a size for people, with at most one decimal place: <c>2 GiB</c>, <c>1.5 MiB</c>, <c>100 bytes</c>.
    /// </summary>
    /// <param name="bytes">The size in bytes.</param>
    /// <returns>The text.</returns>
    public static string Describe(long bytes)
    {
        if (bytes == 1)
        {
            return "1 byte";
        }

        var value = (double)bytes;
        var unit = 0;
        while (value >= 1024 && unit < DisplayUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {DisplayUnits[unit]}");
    }
}
