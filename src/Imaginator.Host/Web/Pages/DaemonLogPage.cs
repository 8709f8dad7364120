using Imaginator.Host.Observability.Logging;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>The page <c>/showDaemonLog</c>: the lines of the daemon log that are in memory.</summary>
internal sealed class DaemonLogPage(RecentLogLines log)
{
    public HtmlPage Make()
    {
        var lines = log.Newest();
        return new HtmlPage("Daemon log", html =>
        {
            html.Write($"<p class=\"muted\">The last {DisplayFormat.Count(lines.Length, "line")}, the newest at the end.</p>\n<pre class=\"log\">");
            foreach (var line in lines)
            {
                html.Write($"{line}\n");
            }

            html.Write($"</pre>\n");
        });
    }
}
