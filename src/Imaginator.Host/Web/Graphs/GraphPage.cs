using System.Text;
using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Graphs;

/// <summary>
/// The page <c>/showDirectedGraph</c>: which stream builds on which, drawn by Graphviz, or else as what Graphviz would draw.
/// </summary>
internal sealed class GraphPage(
    IStreamDependencies dependencies, LiveConfiguration configuration, GraphRenderer renderer, TimeProvider time)
{
    private const string Svg = "image/svg+xml";

    // An image shows itself, and nothing else.
    private const string DrawingPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    /// <summary>The page.</summary>
    public async Task<IResult> MakeAsync(HttpContext context)
    {
        var query = GraphQuery.Of(context.Request);
        var known = await dependencies.GetAsync(TimeSpan.Zero, context.RequestAborted);
        var dot = dependencies.Draw(known, query.Excludes, query.Includes);
        var svg = known.StreamToSource.IsEmpty ? null : await renderer.TryDrawAsync(dot, context.RequestAborted);
        var clock = PageClock.Of(time);
        var links = configuration.Current.Main.RelationshipsQuickLinks;
        return new HtmlPage("Dependencies of streams", html =>
        {
            if (known.LastAttemptError.Length > 0)
            {
                html.Write($"<div class=\"notice error\" role=\"alert\">{known.LastAttemptError}</div>\n");
            }

            html.Write($"<p class=\"muted\">");
            if (known.GeneratedAt is not null)
            {
                html.Write($"Found out {PageParts.Age(known.GeneratedAt, clock)}. ");
            }

            html.Write($"Each stream points to the stream that its images are built on. Bold: rebuilt automatically; ");
            html.Write($"grey: of a pattern; red: cannot be built.</p>\n<div class=\"links\">\n");
            foreach (var link in links.Where(link => IsSafe(link.Url)))
            {
                html.Write($"<a href=\"{link.Url}\">{link.Name}</a>\n");
            }

            html.Write($"</div>\n{query.Form()}");
            if (svg is not null)
            {
                var address = query.AddressOf(PageAddress.GraphDrawing);
                html.Write($"<div class=\"graph\"><a href=\"{address}\"><img src=\"{address}\" alt=\"Graph of dependencies; its text follows\"></a></div>\n");
                html.Write($"<details><summary>as text for Graphviz</summary><pre class=\"log\">{dot}</pre></details>\n");
            }
            else if (known.StreamToSource.IsEmpty)
            {
                html.Write($"<div class=\"table\"><p class=\"empty\">No stream is known to build on another{(known.GeneratedAt is null ? " yet" : "")}.</p></div>\n");
            }
            else
            {
                html.Write($"<p>Here is the text for Graphviz. Where <code>dot</code> is installed (package graphviz) and is fast ");
                html.Write($"enough, this page shows the drawing.</p>\n<pre class=\"log\">{dot}</pre>\n");
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

    // The configuration is trusted, but not with what a browser runs.
    private static bool IsSafe(string url) =>
        url.StartsWith('/')
        || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
