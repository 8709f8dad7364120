using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability;

/// <summary>What observing says in the daemon's log: event ids 5800 to 5899.</summary>
internal static partial class ObservabilityLog
{
    [LoggerMessage(5800, LogLevel.Information, "imaginator {Version} starts")]
    public static partial void Starts(ILogger logger, string version);

    [LoggerMessage(5801, LogLevel.Information, "Ready: listening on {Addresses}, {StartMs} ms after the start")]
    public static partial void Ready(ILogger logger, string addresses, long startMs);

    [LoggerMessage(5802, LogLevel.Information, "Stopping")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(5803, LogLevel.Critical, "Cannot start: {Reason}")]
    public static partial void CannotStart(ILogger logger, string reason);

    [LoggerMessage(5804, LogLevel.Critical, "The daemon ends because of an internal error")]
    public static partial void Faulted(ILogger logger, Exception exception);

    [LoggerMessage(5805, LogLevel.Error, "An internal error was not noticed where it happened")]
    public static partial void Unobserved(ILogger logger, Exception exception);

    [LoggerMessage(5806, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(5810, LogLevel.Warning, "The debug level is {Level} now, set by {By}")]
    public static partial void LevelChanged(ILogger logger, int level, string by);

    [LoggerMessage(5820, LogLevel.Error, "Metrics cannot be exported")]
    public static partial void MetricsFailed(ILogger logger, Exception exception);

    [LoggerMessage(5821, LogLevel.Warning, "The size of the store cannot be measured: {Reason}")]
    public static partial void StoreNotMeasured(ILogger logger, string reason);

    [LoggerMessage(5830, LogLevel.Information, "Traces go to {Endpoint}")]
    public static partial void Tracing(ILogger logger, string endpoint);

    [LoggerMessage(5840, LogLevel.Error, "Not healthy, so the watchdog is not told to wait: {Reasons}")]
    public static partial void WatchdogNotFed(ILogger logger, string reasons);

    [LoggerMessage(5841, LogLevel.Error, "Cannot write {Path}: {Reason}")]
    public static partial void ReadyFileNotWritten(ILogger logger, string path, string reason);
}
