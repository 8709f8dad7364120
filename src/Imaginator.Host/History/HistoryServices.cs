using Imaginator.Host.Configuration;
using Imaginator.Host.History.Keys;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.History.Retries;
using Imaginator.Host.Queue.Listeners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History;

/// <summary>Registers the build history and the build logs.</summary>
internal static class HistoryServices
{
    /// <summary>Adds the history, the logs, and the listener that writes to both.</summary>
    public static IServiceCollection AddBuildHistory(this IServiceCollection services, HistoryOptions options) => services
        .AddSingleton(options)
        .AddSingleton(provider => BuildHistory.Open(
            provider.GetRequiredService<HistoryOptions>().HistoryPath,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BuildHistory>>()))
        .AddSingleton(provider => new BuildLogs(
            provider.GetRequiredService<HistoryOptions>().LogDirectory,
            provider.GetRequiredService<HistoryOptions>().LogQuota,
            provider.GetRequiredService<ILogger<BuildLogs>>(),
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(CreateKeptVariables)
        .AddSingleton(CreateRecorder)
        .AddSingleton<IBuildListener>(provider => provider.GetRequiredService<BuildRecorder>())
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<BuildRecorder>())
        .AddSingleton<BuildLookup>()
        .AddSingleton<IdempotencyKeys>();

    private static KeptVariables CreateKeptVariables(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<LiveConfiguration>();
        return new KeptVariables(
            provider.GetRequiredService<HistoryOptions>().KeyPath,
            text => configuration.Masker.Mask(text),
            provider.GetRequiredService<ILogger<KeptVariables>>());
    }

    private static BuildRecorder CreateRecorder(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<LiveConfiguration>();
        return new BuildRecorder(
            provider.GetRequiredService<BuildHistory>(),
            provider.GetRequiredService<BuildLogs>(),
            name => configuration.Current.Catalog.Find(name),
            provider.GetRequiredService<KeptVariables>(),
            provider.GetRequiredService<HistoryOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BuildRecorder>>());
    }
}
