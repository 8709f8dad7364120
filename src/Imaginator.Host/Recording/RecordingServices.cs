using Imaginator.Host.Configuration;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Recording.History;
using Imaginator.Host.Recording.Logs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Recording;

/// <summary>Registers the build history and the logs of builds.</summary>
internal static class RecordingServices
{
    /// <summary>Adds the history, the logs, and the listener that writes them.</summary>
    public static IServiceCollection AddRecording(this IServiceCollection services, RecordingOptions options) => services
        .AddSingleton(options)
        .AddSingleton(provider => new HistoryDatabase(
            provider.GetRequiredService<RecordingOptions>().HistoryPath,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HistoryDatabase>>()))
        .AddSingleton<BuildHistory>()
        .AddSingleton(provider => new BuildLogs(
            provider.GetRequiredService<RecordingOptions>().LogDirectory,
            provider.GetRequiredService<RecordingOptions>().LogQuota,
            provider.GetRequiredService<ILogger<BuildLogs>>()))
        .AddSingleton(CreateRecorder)
        .AddSingleton<IBuildListener>(provider => provider.GetRequiredService<BuildRecorder>())
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<BuildRecorder>())
        .AddSingleton<BuildRecords>();

    private static BuildRecorder CreateRecorder(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<LiveConfiguration>();
        return new BuildRecorder(
            provider.GetRequiredService<BuildHistory>(),
            provider.GetRequiredService<BuildLogs>(),
            name => configuration.Current.Catalog.Find(name),
            provider.GetRequiredService<RecordingOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BuildRecorder>>());
    }
}
