using Imaginator.Host.Schemas;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Api;
using Imaginator.Host.Web.Console.Dashboards;
using Imaginator.Host.Web.Console.Graph;
using Imaginator.Host.Web.Console.Operations;
using Imaginator.Host.Web.Console.Reference;
using Imaginator.Host.Web.Console.Status;
using Imaginator.Host.Web.Console.Streams.Details;
using Imaginator.Host.Web.Console.Streams.Lists;
using Imaginator.Host.Web.Entry;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Forms;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Web.Originals;
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
        application.UseResponseCompression();
        application.UseSecurityHeaders();
        application.UseStrictTransport();
        application.UseFailureHandling();
        application.UseEntry();
        application.UseImageTexts();
        MapPages(application);
        application.MapBuildPages();
        application.MapImagePages();
        application.MapImageTexts();
        application.MapData();
        application.MapApi();
        application.MapActions();
        MapForms(application);
        application.MapSchemas();
    }

    private static void MapPages(WebApplication application)
    {
        // It shows the time of the start.
        _ = application.Services.GetRequiredService<StatusPage>();
        application.MapRead<StatusPage>(PageAddress.Status, (page, reader, _) => page.Make(reader));
        application.MapRead<StreamsPage>(
            PageAddress.Streams, (page, reader, context) => page.Make(reader, StreamListQuery.Of(context.Request)));
        application.MapNamed<StreamPage>(
            PageAddress.Stream,
            "a stream",
            (page, reader, query, context) => page.MakeAsync(reader, query.Name, context.RequestAborted));
        application.MapRead<FailingPage>(PageAddress.Failing, (page, reader, _) => page.Make(reader));
        application.MapReadAsync<GraphPage>(PageAddress.Graph, async (page, _, context) => await page.MakeAsync(context));
        application.MapReadAsync<GraphPage>(PageAddress.GraphDrawing, (page, _, context) => page.DrawAsync(context));
        application.MapReadAsync<GraphPage>(PageAddress.GraphText, (page, _, context) => page.WriteAsync(context));
        application.MapRead<DashboardPage>(
            PageAddress.Dashboards, (page, _, context) => page.Make(TrendQuery.Of(context.Request)));
        application.MapRead<PluginsPage>(PageAddress.Plugins, (page, _, _) => page.Make());
        application.MapRead<DaemonLogPage>(PageAddress.DaemonLog, (page, _, _) => page.Make());
        application.MapRead<AuditPage>(
            PageAddress.Audit, (page, reader, context) => page.Make(reader, AuditPageQuery.Of(context.Request)));
        application.MapRead<NotificationsPage>(
            PageAddress.Notifications, (page, reader, context) => page.Make(reader, context.Request));
        application.MapMethods(ApiAddress.Reference, Reading, (RequestDelegate)ReferencePage.AnswerAsync);

        // Open to all: nothing in it is about this daemon.
        application.MapMethods(Assets.Pattern, Reading, (RequestDelegate)(context =>
            new AssetResult((string)context.GetRouteValue("version")!, (string)context.GetRouteValue("file")!).ExecuteAsync(context)));
    }

    private static void MapForms(WebApplication application)
    {
        Map(FormAddress.BuildImage, (forms, context) => forms.StartAsync(context));
        Map(FormAddress.RetryBuild, (forms, context) => forms.RetryAsync(context));

        void Map(string address, Func<BuildForms, HttpContext, Task<IResult>> answerAsync) =>
            application.MapPost(address, (RequestDelegate)(async context =>
            {
                var result = await answerAsync(context.RequestServices.GetRequiredService<BuildForms>(), context);
                await result.ExecuteAsync(context);
            }));
    }
}
