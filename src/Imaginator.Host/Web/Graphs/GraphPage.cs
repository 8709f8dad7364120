using System.Text;
using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Graphs;

/// <summary>
/// The page <c>/showDirectedGraph</c>: the source image dependencies of streams, drawn by Graphviz or as text for Graphviz.
/// </summary>
internal sealed class GraphPage(
    IStreamDependencies dependencies, LiveConfiguration configuration, GraphRenderer renderer, TimeProvider timeProvider)
{
    private const string Svg = "image/svg+xml";

    // A drawing loads nothing and runs nothing.
    private const string DrawingPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    /// <summary>The page.</summary>
    public async Task<IResult> MakeAsync(HttpContext context)
    {
        var query = GraphQuery.Of(context.Request);
        var known = await dependencies.GetAsync(TimeSpan.Zero, context.RequestAborted);
        var dot = dependencies.Draw(known, query.Excludes, query.Includes);
        var svg = known.StreamToSource.IsEmpty ? null : await renderer.TryDrawAsync(dot, context.RequestAborted);
        var clock = PageClock.Of(timeProvider);
        var links = configuration.Current.Main.RelationshipsQuickLinks;
        return new HtmlPage("Stream dependencies", html =>
        {
            if (known.LastAttemptError.Length > 0)
            {
                html.Write($"<div class=\"notice error\" role=\"alert\">{known.LastAttemptError}</div>\n");
            }

            html.Write($"<p class=\"muted\">");
            if (known.GeneratedAt is not null)
            {
                html.Write($"Updated {PageParts.Age(known.GeneratedAt, clock)}. ");
            }

            html.Write($"Each stream points to the stream of its source image. Bold: rebuilt automatically; ");
            html.Write($"grey: matches a pattern; red: cannot be built.</p>\n<div class=\"links\">\n");
            foreach (var link in links.Where(link => IsSafe(link.Url)))
            {
                html.Write($"<a href=\"{link.Url}\">{link.Name}</a>\n");
            }

            html.Write($"</div>\n{Form(query)}");
            if (svg is not null)
            {
                var address = query.AddressOf(PageAddress.GraphDrawing);
                html.Write($"<div class=\"graph\"><a href=\"{address}\"><img src=\"{address}\" alt=\"Dependency graph; the same as text follows\"></a></div>\n");
                html.Write($"<details><summary>Text for Graphviz</summary><pre class=\"log\">{dot}</pre></details>\n");
            }
            else if (known.StreamToSource.IsEmpty)
            {
                html.Write($"<div class=\"table\"><p class=\"empty\">{(known.GeneratedAt is null ? "The dependencies have not been determined yet." : "No stream depends on another stream.")}</p></div>\n");
            }
            else
            {
                html.Write($"<p>Graphviz has not drawn this graph: its program <code>dot</code> (package graphviz) is not installed, or ");
                html.Write($"it failed or was too slow (see the daemon log). The text for Graphviz:</p>\n<pre class=\"log\">{dot}</pre>\n");
            }
        });
    }

    /// <summary>The drawing alone.</summary>
    public async Task<IResult> DrawAsync(HttpContext context)
    {
        var query = GraphQuery.Of(context.Request);
        var known = await dependencies.GetAsync(TimeSpan.Zero, context.RequestAborted);
        var dot = dependencies.Draw(known, query.Excludes, query.Includes);
        if (await renderer.TryDrawAsync(dot, context.RequestAborted) is not { } svg)
        {
            return TypedResults.Text(dot, "text/vnd.graphviz", Encoding.UTF8, StatusCodes.Status200OK);
        }

        context.Response.Headers.ContentSecurityPolicy = DrawingPolicy;
        return TypedResults.Bytes(svg, Svg);
    }

    private static HtmlPart Form(GraphQuery query) => html => html.Write($"""
        <form class="links" method="get">
        <label>only <input class="long" name="{GraphQuery.Include}" value="{string.Join(' ', query.Includes)}" placeholder="streams or directories"></label>
        <label>without <input class="long" name="{GraphQuery.Exclude}" value="{string.Join(' ', query.Excludes)}" placeholder="streams or directories"></label>
        <button>show</button></form>
        """);

    // The configuration can set links, but no scripts that a browser would run.
    private static bool IsSafe(string url) =>
        url.StartsWith('/')
        || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
