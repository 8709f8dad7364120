using System.Globalization;

namespace Imaginator.Quantities;

/// <summary>
/// Sizes in bytes as the field writes them: <c>100MiB</c>, <c>1GiB</c>, <c>4096</c>. A single letter (<c>100M</c>) means
/// the same as with <c>iB</c>; <c>kB</c>, <c>MB</c> and so on are powers of 1000.
/// </summary>
public static class ByteSize
{
    // The longer suffixes first, so that a size is not taken for one with a shorter suffix.
    private static readonly (string Suffix, long Bytes)[] Units =
    [
        ("EiB", 1L << 60), ("PiB", 1L << 50), ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("EB", 1_000_000_000_000_000_000), ("PB", 1_000_000_000_000_000), ("TB", 1_000_000_000_000),
        ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000),
        ("E", 1L << 60), ("P", 1L << 50), ("T", 1L << 40), ("G", 1L << 30), ("M", 1L << 20), ("K", 1L << 10),
        ("B", 1), ("", 1),
    ];

    private static readonly string[] DisplayUnits = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Reads a size.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The size in bytes; never negative.</param>
    /// <returns>Whether it is a size, and one that fits.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        foreach (var (suffix, unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                if (!long.TryParse(text[..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
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

    /// <summary>Writes a size exactly, in the largest binary unit that divides it: <c>100MiB</c>, <c>1500</c>.</summary>
    /// <param name="bytes">The size in bytes; not negative.</param>
    /// <returns>The text.</returns>
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

    /// <summary>Describes a size for people, with at most one decimal: <c>2 GiB</c>, <c>1.5 MiB</c>, <c>100 bytes</c>.</summary>
    /// <param name="bytes">The size in bytes.</param>
    /// <returns>The text.</returns>
    public static string Describe(long bytes)
    {
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
