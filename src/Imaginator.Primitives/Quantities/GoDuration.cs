using System.Buffers;
using System.Globalization;
using System.Text;

namespace Imaginator.Quantities;

/// <summary>
/// Parses and formats durations in Go's syntax: <c>1h30m</c>, <c>90s</c>, <c>1.5h</c>, <c>-250ms</c>, <c>0</c>.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class GoDuration
{
    // From the largest to the smallest; a TimeSpan counts units of 100 ns.
    private static readonly (string Name, decimal Ticks)[] Units =
    [
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("us", TimeSpan.TicksPerMicrosecond),
        ("µs", TimeSpan.TicksPerMicrosecond),
        ("μs", TimeSpan.TicksPerMicrosecond),
        ("ns", 0.01m),
    ];

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Parses a duration. Drops fractions of 100 ns.</summary>
    /// <param name="text">The text, without spaces.</param>
    /// <param name="duration">The duration if the method returns true, otherwise zero.</param>
    /// <returns>True if the text is a duration within the range of Go's durations (292 years).</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var isNegative = text.StartsWith('-');
        var rest = isNegative || text.StartsWith('+') ? text[1..] : text;
        if (rest is "0")
        {
            return true;
        }

        var ticks = 0m;
        do
        {
            if (!TryTakeTerm(ref rest, out var term))
            {
                return false;
            }

            ticks += term;
            if (ticks > long.MaxValue / 100)
            {
                return false;
            }
        }
        while (!rest.IsEmpty);

        duration = TimeSpan.FromTicks((long)(isNegative ? -ticks : ticks));
        return true;
    }

    /// <summary>Formats a duration in Go's syntax: <c>1h30m</c>, <c>1m30s</c>, <c>1.5ms</c>, <c>0s</c>.</summary>
    /// <param name="duration">The duration.</param>
    /// <returns>A text that <see cref="TryParse"/> accepts.</returns>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = new StringBuilder(duration < TimeSpan.Zero ? "-" : "");
        // As a decimal, because the most negative duration has no positive counterpart.
        var rest = Math.Abs((decimal)duration.Ticks);
        foreach (var (name, unit) in Units.AsSpan(0, 2))
        {
            if (rest >= unit)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Math.Floor(rest / unit)}{name}");
                rest %= unit;
            }
        }

        if (rest > 0)
        {
            var (name, unit) = text.Length > 1 ? Units[2] : Units.First(candidate => rest >= candidate.Ticks);
            text.Append(CultureInfo.InvariantCulture, $"{rest / unit:0.#######}{name}");
        }

        return text.ToString();
    }

    // A number and its unit.
    private static bool TryTakeTerm(ref ReadOnlySpan<char> text, out decimal ticks)
    {
        ticks = 0;
        var numberLength = text.IndexOfAnyExcept(NumberCharacters);
        // 28 digits are what a decimal holds.
        if (numberLength is < 1 or > 28
            || !decimal.TryParse(text[..numberLength], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out var number))
        {
            return false;
        }

        text = text[numberLength..];
        var unitLength = text.IndexOfAny(NumberCharacters);
        unitLength = unitLength < 0 ? text.Length : unitLength;
        foreach (var (name, unit) in Units)
        {
            if (text[..unitLength].SequenceEqual(name))
            {
                text = text[unitLength..];
                if (number > long.MaxValue / unit)
                {
                    return false;
                }

                ticks = number * unit;
                return true;
            }
        }

        return false;
    }
}
