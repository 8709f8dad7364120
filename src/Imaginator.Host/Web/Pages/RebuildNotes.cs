using Imaginator.Host.Schedule;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>How the automatic rebuilds stand, in a paragraph.</summary>
internal static class RebuildNotes
{
    private const int ShownStreams = 20;

    /// <summary>Writes it.</summary>
    /// <param name="html">Gets it.</param>
    /// <param name="status">How they stand; null where they are turned off.</param>
    /// <param name="clock">The time.</param>
    public static void Write(HtmlWriter html, RebuildStatus? status, PageClock clock)
    {
        if (status is null)
        {
            html.Write($"<p class=\"muted\">Automatic rebuilds are turned off (<code>-imageRebuildInterval</code> is 0).</p>\n");
            return;
        }

        html.Write($"<p class=\"muted\">Automatic rebuilds:");
        if (status.Latest is { } cycle)
        {
            var states = cycle.Streams.CountBy(stream => stream.State).ToDictionary();
            html.Write($" {(cycle.FinishedAt is null ? "a cycle runs since" : "the last cycle began")} {PageParts.Time(cycle.StartedAt, clock)}: ");
            html.Write($"{Of(StreamRebuildState.Rebuilt)} rebuilt, {Of(StreamRebuildState.Extended)} extended, ");
            html.Write($"{Of(StreamRebuildState.Failed)} with neither, {Of(StreamRebuildState.Pending)} pending.");

            int Of(StreamRebuildState state) => states.GetValueOrDefault(state);
        }

        if (status.NextAt is { } next)
        {
            html.Write($" The next begins {PageParts.Time(next, clock)}.");
        }

        html.Write($"</p>\n");
        Problems(html, status);
    }

    private static void Problems(HtmlWriter html, RebuildStatus status)
    {
        var without = status.Latest?.Streams.Where(stream => stream.State == StreamRebuildState.Failed).ToList() ?? [];
        if (without.Count == 0)
        {
            return;
        }

        html.Write($"<div class=\"notice error\" role=\"alert\">Neither rebuilt nor extended, so that machines may run out of images:<ul>\n");
        foreach (var stream in without.Take(ShownStreams))
        {
            html.Write($"<li>{BuildTables.StreamLink(stream.StreamName)}: {stream.Error}</li>\n");
        }

        html.Write($"</ul></div>\n");
    }
}
