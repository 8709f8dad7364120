using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Log messages about metrics: event ids 5820 to 5829.</summary>
internal static partial class MetricsLog
{
    [LoggerMessage(5820, LogLevel.Error, "Cannot export metrics")]
    public static partial void ExportFailed(ILogger logger, Exception exception);

    [LoggerMessage(5821, LogLevel.Warning, "Cannot measure the size of the image store: {Reason}")]
    public static partial void StoreNotMeasured(ILogger logger, string reason);

    [LoggerMessage(5822, LogLevel.Warning, "Cannot compare the objects of the image store with their hashes: {Reason}")]
    public static partial void StoreNotScrubbed(ILogger logger, string reason);
}
