using Imaginator.Host.History;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Api;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Graphs;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Web.Logs;
using Imaginator.Host.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web;

/// <summary>Maps all addresses of the web pages and the API.</summary>
internal static class WebRoutes
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapWeb(this WebApplication application)
    {
        application.UseSecurityHeaders();
        application.UseFailureHandling();
        MapPages(application);
        MapLogs(application);
        MapApi(application);
        application.MapActions();
        MapAsset(application, Asset.Style);
        MapAsset(application, Asset.Follow);
    }

    private static void MapPages(WebApplication application)
    {
        var services = application.Services;
        var gate = services.GetRequiredService<ActionGate>();
        var status = services.GetRequiredService<StatusPage>();
        var streams = services.GetRequiredService<StreamsPage>();
        var stream = services.GetRequiredService<StreamPage>();
        var builds = services.GetRequiredService<BuildListPage>();
        var build = services.GetRequiredService<BuildPage>();
        var archive = services.GetRequiredService<LogArchivePage>();
        var graph = services.GetRequiredService<GraphPage>();
        var plugins = services.GetRequiredService<PluginsPage>();
        var daemonLog = services.GetRequiredService<DaemonLogPage>();

        Map(application, PageAddress.Status, context => status.Make(gate.ButtonsFor(context)));
        Map(application, PageAddress.Streams, _ => streams.Make());
        MapNamed(application, PageAddress.Stream, "a stream",
            (query, context) => (IResult?)stream.Make(query.Name, gate.ButtonsFor(context)) ?? WebFailures.StreamNotFound(query.Name));
        MapAsync(application, PageAddress.Graph, graph.MakeAsync);
        MapAsync(application, PageAddress.GraphDrawing, graph.DrawAsync);
        Map(application, PageAddress.LogArchive, context => archive.Make(PageQuery.Of(context)));
        Map(application, PageAddress.Plugins, _ => plugins.Make());
        Map(application, PageAddress.DaemonLog, _ => daemonLog.Make());
        Map(application, "/builds/{id}", context =>
            BuildOf(context) is { } id && build.Make(id, gate.ButtonsFor(context)) is { } page ? page : WebFailures.BuildNotFound());
        foreach (var kind in Enum.GetValues<BuildListKind>())
        {
            Map(application, BuildListAddress.Of(kind), context => builds.OfAll(kind, PageQuery.Of(context) with { Name = "" }));
            MapNamed(application, BuildListAddress.OfStream(kind), "a stream", (query, _) => builds.OfStream(kind, query));
            MapNamed(application, BuildListAddress.OfRequestor(kind), "a user", (query, _) => builds.OfRequestor(kind, query));
        }
    }

    private static void MapLogs(WebApplication application)
    {
        var addresses = application.Services.GetRequiredService<LogAddresses>();
        var results = application.Services.GetRequiredService<LogResults>();
        var records = application.Services.GetRequiredService<BuildLookup>();

        MapNamed(application, PageAddress.CurrentLog, "a stream", (query, _) => addresses.Current(query.Name));
        MapNamed(application, PageAddress.LastLog, "a stream", (query, _) => addresses.Last(query.Name));
        MapNamed(application, PageAddress.ImageLog, "an image", (query, _) => addresses.OfImage(query.Name));
        Map(application, "/builds/{id}/log", context =>
            BuildOf(context) is { } id ? new LogPage(results, records, id) : WebFailures.BuildNotFound());
        Map(application, "/builds/{id}/log.txt", context =>
            BuildOf(context) is { } id ? results.Text(id) : WebFailures.BuildNotFound());
    }

    private static void MapApi(WebApplication application)
    {
        var status = application.Services.GetRequiredService<StatusApi>();
        var builds = application.Services.GetRequiredService<BuildsApi>();
        var streams = application.Services.GetRequiredService<StreamsApi>();
        var results = application.Services.GetRequiredService<LogResults>();

        Map(application, ApiAddress.Root + "/status", _ => status.Show());
        Map(application, ApiAddress.Root + "/builds", context => builds.List(context.Request));
        Map(application, ApiAddress.Root + "/builds/{id}", context => builds.Show(ValueOf(context, "id")));
        Map(application, ApiAddress.Root + "/builds/{id}/log", context =>
            BuildOf(context) is { } id ? results.Text(id) : WebFailures.BuildNotFound());
        Map(application, ApiAddress.Root + "/streams", context => streams.List(context.Request));
        Map(application, ApiAddress.Root + "/streams/{**name}", context => streams.Show(ValueOf(context, "name")));
    }

    private static void MapAsset(WebApplication application, Asset asset) =>
        Map(application, asset.Path, context =>
        {
            // The address changes with the contents.
            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Bytes(asset.Contents, asset.ContentType);
        });

    // Request delegates only: other handlers load the expression compiler or the JSON serializer at the first request, which
    // costs megabytes (docs/decisions/0072-endpoints-are-request-delegates.md).
    private static void Map(WebApplication application, string pattern, Func<HttpContext, IResult> answer) =>
        application.MapMethods(pattern, Reading, (RequestDelegate)(context => answer(context).ExecuteAsync(context)));

    private static void MapAsync(WebApplication application, string pattern, Func<HttpContext, Task<IResult>> answer) =>
        application.MapMethods(pattern, Reading, (RequestDelegate)(async context =>
            await (await answer(context)).ExecuteAsync(context)));

    private static void MapNamed(
        WebApplication application, string pattern, string example, Func<PageQuery, HttpContext, IResult> answer) =>
        Map(application, pattern, context =>
            PageQuery.Of(context) is { Name.Length: > 0 } query ? answer(query, context) : WebFailures.NameMissing(example));

    private static string ValueOf(HttpContext context, string name) => (string)context.GetRouteValue(name)!;

    private static BuildId? BuildOf(HttpContext context) => BuildId.TryParse(ValueOf(context, "id"), out var id) ? id : null;
}
