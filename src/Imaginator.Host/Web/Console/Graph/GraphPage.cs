using System.Text;
using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Data;
using Imaginator.Host.Web.Graphs;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console.Graph;

/// <summary>
/// The page <c>/showDirectedGraph</c>: which stream is built on which. A script lays it out; without scripts, there are a table and a
/// drawing.
/// </summary>
internal sealed class GraphPage(IStreamDependencies dependencies, LiveConfiguration configuration, StreamGraph graph)
{
    private const string Svg = "image/svg+xml";
    private const int PageLength = 200;

    // A drawing loads nothing and runs nothing.
    private const string DrawingPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    /// <summary>The page.</summary>
    public async Task<ConsolePage> MakeAsync(HttpContext context)
    {
        var query = GraphQuery.Of(context.Request);
        var known = await dependencies.GetAsync(TimeSpan.Zero, context.RequestAborted);
        var nodes = graph.Find(known, query);
        var page = Math.Min(query.Page, Math.Max(1, (nodes.Length + PageLength - 1) / PageLength));
        var start = (page - 1) * PageLength;
        var model = new GraphModel
        {
            Query = query,
            Known = known,
            Nodes = [.. nodes.Skip(start).Take(PageLength)],
            Total = nodes.Length,
            Pager = new Pager(
                page > 1 ? (query with { Page = page - 1 }).AddressOf(PageAddress.Graph) : null,
                start + PageLength < nodes.Length ? (query with { Page = page + 1 }).AddressOf(PageAddress.Graph) : null),
            Links = [.. configuration.Current.Main.RelationshipsQuickLinks.Where(link => IsSafe(link.Url))],
        };
        return new ConsolePage("Stream dependencies", new Web_Console_Graph_GraphView { Model = model })
        {
            Section = PageSection.Graph,
            Scripts = ["graph.js"],
            Styles = ["graph.css"],
        };
    }

    /// <summary>The graph for the script.</summary>
    public async Task<DataResult> MakeDataAsync(HttpContext context)
    {
        var known = await dependencies.GetAsync(TimeSpan.Zero, context.RequestAborted);
        var nodes = graph.Find(known, GraphQuery.Of(context.Request));
        return new DataResult(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("nodes");
            foreach (var node in nodes)
            {
                json.WriteStartObject();
                json.WriteString("name", node.Name);
                json.WriteString("source", node.Source);
                json.WriteString("state", node.State.ToString().ToLowerInvariant());
                json.WriteBoolean("automatic", node.IsAutomatic);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>The drawing alone.</summary>
    public async Task<IResult> DrawAsync(HttpContext context)
    {
        var known = await dependencies.GetAsync(TimeSpan.Zero, context.RequestAborted);
        context.Response.Headers.ContentSecurityPolicy = DrawingPolicy;
        return TypedResults.Bytes(ForestDrawing.Draw(graph.Find(known, GraphQuery.Of(context.Request))), Svg);
    }

    /// <summary>The text for Graphviz.</summary>
    public async Task<IResult> WriteAsync(HttpContext context)
    {
        var query = GraphQuery.Of(context.Request);
        var known = await dependencies.GetAsync(TimeSpan.Zero, context.RequestAborted);
        return TypedResults.Text(
            dependencies.Draw(known, query.Excludes, query.Includes), "text/vnd.graphviz", Encoding.UTF8, StatusCodes.Status200OK);
    }

    // The configuration can set links, but no scripts that a browser would run.
    private static bool IsSafe(string url) =>
        url.StartsWith('/')
        || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
