using Imaginator.Host.Configuration;
using Imaginator.Host.History;
using Imaginator.Host.History.Records;
using Imaginator.Host.Observability.Logging;
using Imaginator.Host.Queue;
using Imaginator.Host.Schedule;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api;
using Imaginator.Host.Web.Graphs;
using Imaginator.Host.Web.Logs;
using Imaginator.Host.Web.Pages;
using Imaginator.Host.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web;

/// <summary>Registers the web pages and the API.</summary>
internal static class WebServices
{
    /// <summary>Adds what makes pages and answers.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="images">Links to the pages of images.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddWeb(this IServiceCollection services, ImageLinks images) => services
        .AddSingleton(images)
        .AddSingleton<BuildTables>()
        .AddSingleton(provider => new StatusPage(
            provider.GetRequiredService<IBuildQueue>(),
            provider.GetRequiredService<BuildHistory>(),
            provider.GetRequiredService<BuildTables>(),
            provider.GetRequiredService<LiveConfiguration>(),
            provider.GetRequiredService<RecentLogLines>(),
            provider.GetService<IAutoRebuilds>(),
            provider.GetService<IWorkerAdministration>(),
            provider.GetRequiredService<TimeProvider>()))
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
        .AddSingleton(provider => new WebActions(
            provider.GetRequiredService<IBuildQueue>(),
            provider.GetRequiredService<BuildLookup>(),
            provider.GetService<IAutoRebuilds>()))
        .AddSingleton<ActionGate>()
        .AddSingleton<StatusApi>()
        .AddSingleton<BuildsApi>()
        .AddSingleton<StreamsApi>();
}
