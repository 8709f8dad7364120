using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Html;

/// <summary>The frame of every page: head, navigation, footer.</summary>
internal static class Layout
{
    /// <summary>
    /// Writes everything before the page's body. Browsers reload the page after <paramref name="refreshSeconds"/>, 0 for never.
    /// </summary>
    public static void Begin(HtmlWriter html, string title, int refreshSeconds = 0, string? script = null)
    {
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title} - imaginator</title>
            <link rel="stylesheet" href="{Asset.Style.Address}">

            """);
        if (refreshSeconds > 0)
        {
            html.Write($"<meta http-equiv=\"refresh\" content=\"{refreshSeconds}\">\n");
        }

        if (script is not null)
        {
            html.Write($"<script src=\"{script}\" defer></script>\n");
        }

        html.Write($"""
            </head>
            <body>
            <header><nav>
            <a class="home" href="{PageAddress.Status}">imaginator</a>
            <a href="{PageAddress.Streams}">Streams</a>
            <a href="{PageAddress.AllBuilds}">Builds</a>
            <a href="{PageAddress.LogArchive}">Logs</a>
            <a href="{PageAddress.Graph}">Graph</a>
            <a href="{PageAddress.Plugins}">Plugins</a>
            </nav></header>
            <main>
            <h1>{title}</h1>

            """);
    }

    /// <summary>Writes everything after the page's body.</summary>
    public static void End(HtmlWriter html, PageClock clock) =>
        html.Write($"</main>\n<footer>imaginator {ProgramVersion.Text} · {PageParts.Time(clock.Now, clock)}</footer>\n</body>\n</html>\n");
}
