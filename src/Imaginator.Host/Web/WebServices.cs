using Imaginator.Host.Images;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api;
using Imaginator.Host.Web.Compression;
using Imaginator.Host.Web.Console.Builds;
using Imaginator.Host.Web.Console.Dashboards;
using Imaginator.Host.Web.Console.Graph;
using Imaginator.Host.Web.Console.Images;
using Imaginator.Host.Web.Console.Images.Differences;
using Imaginator.Host.Web.Console.Images.Lists;
using Imaginator.Host.Web.Console.Images.Overview;
using Imaginator.Host.Web.Console.Images.Trees;
using Imaginator.Host.Web.Console.Logs;
using Imaginator.Host.Web.Console.Operations;
using Imaginator.Host.Web.Console.Status;
using Imaginator.Host.Web.Console.Streams.Details;
using Imaginator.Host.Web.Console.Streams.Lists;
using Imaginator.Host.Web.Data;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Forms;
using Imaginator.Host.Web.Graphs;
using Imaginator.Host.Web.Logs;
using Imaginator.Host.Web.Logs.Following;
using Imaginator.Host.Web.Logs.Lines;
using Imaginator.Host.Web.Readers;
using Imaginator.Host.Web.Originals;
using Imaginator.Hosting.Flags;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web;

/// <summary>Registers the web pages and the API.</summary>
internal static class WebServices
{
    public static IServiceCollection AddWeb(this IServiceCollection services, FlagValues flags)
    {
        // Pages of a Dominator imageserver. The daemon has its own pages, too.
        var host = flags.Get(WebFlags.PresentationImageServerHostname);
        var hasImageServer = host.Length == 0 && flags.IsGiven(SharedFlags.ImageServerHostname);
        return services.AddWeb(new ImageLinks(
            hasImageServer ? flags.Get(SharedFlags.ImageServerHostname) : host, flags.Get(SharedFlags.ImageServerPortNumber)));
    }

    public static IServiceCollection AddWeb(this IServiceCollection services, ImageLinks images) => services
        .AddFailureHandling()
        .AddTextCompression()
        .AddSingleton(images)
        .AddImageBrowser(new ImageBrowserOptions())
        .AddPages()
        .AddSingleton<WebActions>()
        .AddSingleton<ActionGate>()
        .AddSingleton<BuildForms>()
        .AddSingleton<ImageTexts>()
        .AddApi();

    private static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddSingleton<PageReaders>()
        .AddSingleton<StatusPage>()
        .AddSingleton<StreamSelection>()
        .AddSingleton<StreamsPage>()
        .AddSingleton<FailingPage>()
        .AddSingleton<StreamImages>()
        .AddSingleton<StreamPage>()
        .AddSingleton<BuildListPage>()
        .AddSingleton<BuildPage>()
        .AddSingleton<LogArchivePage>()
        .AddSingleton<LogResults>()
        .AddSingleton<ImageLogs>()
        .AddSingleton<LogAddresses>()
        .AddSingleton<LogIndexCache>()
        .AddSingleton<LogWindowCache>()
        .AddSingleton<LogReading>()
        .AddSingleton<LogFeeds>()
        .AddSingleton<LogPage>()
        .AddSingleton<ImagesPage>()
        .AddSingleton<ImagePage>()
        .AddSingleton<TreePage>()
        .AddSingleton<DiffPages>()
        .AddSingleton<StreamGraph>()
        .AddSingleton<GraphPage>()
        .AddSingleton<TrendData>()
        .AddSingleton<ImageSizeData>()
        .AddSingleton<DashboardPage>()
        .AddSingleton<PluginsPage>()
        .AddSingleton<DaemonLogPage>()
        .AddSingleton<AuditPage>()
        .AddSingleton<NotificationsPage>();
}
