using Imaginator.Host.Configuration;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>The page <c>/showImageStreams</c>: all streams of the configuration, with their last builds.</summary>
internal sealed class StreamsPage(
    LiveConfiguration configuration, BuildHistory history, IBuildQueue queue, ImageLinks images, TimeProvider timeProvider)
{
    public HtmlPage Make()
    {
        var clock = PageClock.Of(timeProvider);
        var current = configuration.Current;
        var latest = history.ReadAllLatest();
        var running = queue.Current.Running.Select(build => build.StreamName).ToHashSet(StringComparer.Ordinal);
        return new HtmlPage("Image streams", html =>
        {
            ConfigurationNotices.Write(html, configuration.Status, clock);
            html.Write($"<h2>Bootstrap streams <span class=\"count\">{current.Main.BootstrapStreams.Count}</span></h2>\n");
            Table(current.Main.BootstrapStreams.Keys);
            html.Write($"<h2>Image streams <span class=\"count\">{current.ImageStreams.Streams.Length}</span></h2>\n");
            Table(current.ImageStreams.Streams.Select(stream => stream.Name));
            if (!current.ImageStreams.Patterns.IsEmpty)
            {
                html.Write($"<h2>Patterns <span class=\"count\">{current.ImageStreams.Patterns.Length}</span></h2>\n<ul>\n");
                foreach (var pattern in current.ImageStreams.Patterns)
                {
                    html.Write($"<li><code>{pattern}</code></li>\n");
                }

                html.Write($"</ul>\n");
            }

            void Table(IEnumerable<string> names)
            {
                html.Write($"""
                    <div class="table"><table>
                    <thead><tr><th>Stream</th><th>Last build</th><th class="number">Age</th><th>Newest image</th></tr></thead>
                    <tbody>

                    """);
                foreach (var name in names)
                {
                    Row(html, name, latest.GetValueOrDefault(name), running.Contains(name), clock);
                }

                html.Write($"</tbody>\n</table></div>\n");
            }
        });
    }

    private void Row(HtmlWriter html, string name, LatestBuild? latest, bool isRunning, PageClock clock)
    {
        html.Write($"<tr><td class=\"name\" data-label=\"Stream\">{BuildTables.StreamLink(name)}</td><td class=\"short\" data-label=\"Last build\">");
        if (isRunning)
        {
            html.Write($"{PageParts.Badge(RecordedResult.Running)} ");
        }

        if (latest is not null)
        {
            var result = latest.IsGood ? RecordedResult.Succeeded : RecordedResult.Failed;
            html.Write($"<a href=\"{PageAddress.OfBuild(latest.Id)}\">{PageParts.Badge(result)}</a>");
        }

        html.Write($"</td><td class=\"number\" data-label=\"Age\">{PageParts.Age(latest?.FinishedAt, clock)}</td>");
        html.Write($"<td data-label=\"Newest image\">{images.Of(latest?.ImageName)}</td></tr>\n");
    }
}
