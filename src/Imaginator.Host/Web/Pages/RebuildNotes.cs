using Imaginator.Host.Schedule;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>The state of the automatic rebuilds, in a paragraph.</summary>
internal static class RebuildNotes
{
    private const int ShownStreams = 20;

    /// <summary>Writes the paragraph; a status of null means that automatic rebuilds are turned off.</summary>
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
            html.Write($" {(cycle.FinishedAt is null ? "a cycle is running, started" : "the last cycle started")} {PageParts.Time(cycle.StartedAt, clock)}: ");
            html.Write($"{Of(StreamRebuildState.Rebuilt)} rebuilt, {Of(StreamRebuildState.Extended)} extended, ");
            html.Write($"{Of(StreamRebuildState.Failed)} failed, {Of(StreamRebuildState.Pending)} pending.");

            int Of(StreamRebuildState state) => states.GetValueOrDefault(state);
        }

        if (status.NextAt is { } next)
        {
            html.Write($" The next cycle starts {PageParts.Time(next, clock)}.");
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

        html.Write($"<div class=\"notice error\" role=\"alert\">These streams were neither rebuilt nor extended; their images will expire:<ul>\n");
        foreach (var stream in without.Take(ShownStreams))
        {
            html.Write($"<li>{BuildTables.StreamLink(stream.StreamName)}: {stream.Error}</li>\n");
        }

        html.Write($"</ul></div>\n");
    }
}
