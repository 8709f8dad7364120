using System.Buffers;
using System.Globalization;

namespace Imaginator.Plugins.GitSource;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>90s</c>, <c>1.5s</c>, <c>250ms</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration above zero and not above that of a timer (49 days).</summary>
    /// <param name="text">Numbers, each followed by <c>h</c>, <c>m</c>, <c>s</c> or <c>ms</c>.</param>
    /// <param name="duration">The duration.</param>
    /// <returns>Whether the text is such a duration.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var total = 0.0;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0
                || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..];
            var (seconds, length) = rest switch
            {
                ['m', 's', ..] => (0.001, 2),
                ['h', ..] => (3600, 1),
                ['m', ..] => (60, 1),
                ['s', ..] => (1, 1),
                _ => (0.0, 0),
            };
            if (length == 0)
            {
                return false;
            }

            total += number * seconds;
            rest = rest[length..];
        }

        if (total < 0.001 || total > TimeSpan.FromDays(49).TotalSeconds)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(total);
        return true;
    }
}
