using System.Collections.Immutable;
using Imaginator.Host.Web.Logs.Lines;

namespace Imaginator.Host.Web.Console.Logs;

/// <summary>Divides sections of a log into parts of a limited number.</summary>
internal static class LogParts
{
    private const int MinimumLength = 500;
    private const int MaximumParts = 400;

    /// <summary>The parts of a section, in order.</summary>
    public static ImmutableArray<LogPart> Of(LogSection section, LogWindow window, int lines)
    {
        var length = Math.Max(MinimumLength, (lines / MaximumParts) + 1);
        var end = section.FirstLine + section.Count;
        var shownFrom = Math.Clamp(window.FirstLine, section.FirstLine, end);
        var shownUntil = Math.Clamp(window.End, shownFrom, end);
        return
        [
            .. Links(section.FirstLine, shownFrom, length),
            .. shownUntil > shownFrom
                ? [new LogPart(shownFrom, shownUntil - shownFrom, window.Slice(shownFrom, shownUntil - shownFrom))]
                : Array.Empty<LogPart>(),
            .. Links(shownUntil, end, length),
        ];
    }

    private static IEnumerable<LogPart> Links(int from, int until, int length)
    {
        for (var line = from; line < until; line += length)
        {
            yield return new LogPart(line, Math.Min(length, until - line), null);
        }
    }
}
