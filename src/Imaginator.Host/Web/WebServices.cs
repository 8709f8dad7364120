using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Graphs;
using Imaginator.Host.Web.Logs;
using Imaginator.Host.Web.Pages;
using Imaginator.Hosting.Flags;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web;

/// <summary>Registers the web pages and the API.</summary>
internal static class WebServices
{
    public static IServiceCollection AddWeb(this IServiceCollection services, FlagValues flags)
    {
        // The embedded image store has no pages.
        var host = flags.Get(WebFlags.PresentationImageServerHostname);
        var hasImageServer = host.Length == 0 && flags.IsGiven(SharedFlags.ImageServerHostname);
        return services.AddWeb(new ImageLinks(
            hasImageServer ? flags.Get(SharedFlags.ImageServerHostname) : host, flags.Get(SharedFlags.ImageServerPortNumber)));
    }

    public static IServiceCollection AddWeb(this IServiceCollection services, ImageLinks images) => services
        .AddFailureHandling()
        .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default))
        .AddSingleton(images)
        .AddSingleton<BuildTables>()
        .AddSingleton<StatusPage>()
        .AddSingleton<StreamsPage>()
        .AddSingleton<StreamPage>()
        .AddSingleton<BuildListPage>()
        .AddSingleton<BuildPage>()
        .AddSingleton<LogArchivePage>()
        .AddSingleton<PluginsPage>()
        .AddSingleton<DaemonLogPage>()
        .AddSingleton<GraphRenderer>()
        .AddSingleton<GraphPage>()
        .AddSingleton<LogResults>()
        .AddSingleton<ImageLogs>()
        .AddSingleton<LogAddresses>()
        .AddSingleton<WebActions>()
        .AddSingleton<ActionGate>()
        .AddSingleton<StatusApi>()
        .AddSingleton<BuildsApi>()
        .AddSingleton<StreamsApi>();
}
