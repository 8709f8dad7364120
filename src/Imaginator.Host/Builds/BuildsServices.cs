using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Listeners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Builds;

/// <summary>Registers what pages and API do with builds, and show of them.</summary>
internal static class BuildsServices
{
    /// <summary>Adds the parts to a daemon with a queue, an admission and a history.</summary>
    public static IServiceCollection AddBuilds(this IServiceCollection services) => services
        .AddSingleton<BuildStarts>()
        .AddSingleton<BuildCancellations>()
        .AddSingleton<FailingStreams>()
        .AddSingleton<BuildTrends>()
        .AddSingleton(CreateSamples)
        .AddSingleton<IBuildListener>(provider => provider.GetRequiredService<TrendSamples>())
        .AddSingleton(CreateHub);

    private static TrendSamples CreateSamples(IServiceProvider provider)
    {
        var measurements = provider.GetService<DaemonTelemetry>()?.Builds;
        var store = provider.GetService<StoreMetrics>();
        return new TrendSamples(
            provider.GetRequiredService<BuildHistory>(),
            () => measurements?.PackageDownloads ?? default,
            () => store?.Bytes,
            provider.GetRequiredService<TimeProvider>());
    }

    // Output is collected for milliseconds of real time, even where tests stop the clock of the daemon.
    private static LiveLogHub CreateHub(IServiceProvider provider) => new(
        provider.GetRequiredService<BuildLogs>(),
        provider.GetRequiredService<IBuildQueue>(),
        TimeProvider.System,
        provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
}
