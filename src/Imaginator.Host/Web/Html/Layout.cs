namespace Imaginator.Host.Web.Html;

/// <summary>What is around every page: head, navigation, foot.</summary>
internal static class Layout
{
    /// <summary>Writes everything before the page.</summary>
    /// <param name="html">Gets it.</param>
    /// <param name="title">The title; also the heading.</param>
    /// <param name="refresh">After how many seconds browsers load the page again; 0 for never.</param>
    /// <param name="script">The address of a script that makes the page more convenient; null for none.</param>
    public static void Begin(HtmlWriter html, string title, int refresh = 0, string? script = null)
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
        if (refresh > 0)
        {
            html.Write($"<meta http-equiv=\"refresh\" content=\"{refresh}\">\n");
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

    /// <summary>Writes everything after the page.</summary>
    public static void End(HtmlWriter html, PageClock clock) =>
        html.Write($"</main>\n<footer>imaginator {ProgramVersion.Text} · {PageParts.Time(clock.Now, clock)}</footer>\n</body>\n</html>\n");
}
