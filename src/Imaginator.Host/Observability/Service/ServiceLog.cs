using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Service;

/// <summary>Log messages about the daemon's process and its service manager: event ids 5800 to 5809 and 5840 to 5849.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(5800, LogLevel.Information, "Starting imaginator {Version}")]
    public static partial void Starting(ILogger logger, string version);

    [LoggerMessage(5801, LogLevel.Information, "Ready: listening on {Addresses}, {StartMs} ms after the start")]
    public static partial void Ready(ILogger logger, string addresses, long startMs);

    [LoggerMessage(5802, LogLevel.Information, "Stopping")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(5803, LogLevel.Critical, "Cannot start: {Reason}")]
    public static partial void CannotStart(ILogger logger, string reason);

    [LoggerMessage(5804, LogLevel.Critical, "The daemon ends because of an internal error")]
    public static partial void Faulted(ILogger logger, Exception exception);

    [LoggerMessage(5805, LogLevel.Error, "A background task failed with an unobserved exception")]
    public static partial void Unobserved(ILogger logger, Exception exception);

    [LoggerMessage(5806, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(5807, LogLevel.Warning, "The addresses cannot be written to standard output: {Reason}")]
    public static partial void NotAnnounced(ILogger logger, string reason);

    [LoggerMessage(5808, LogLevel.Warning, "Not only root can change the state directory {Path}: {Reason}")]
    public static partial void StateIsForeign(ILogger logger, string path, string reason);

    [LoggerMessage(5809, LogLevel.Error, "The daemon has no image store, and no build starts: {Reason}")]
    public static partial void NoImageStore(ILogger logger, string reason);

    [LoggerMessage(5840, LogLevel.Error, "The daemon is unhealthy, so the watchdog is not notified: {Reasons}")]
    public static partial void WatchdogNotNotified(ILogger logger, string reasons);

    [LoggerMessage(5841, LogLevel.Error, "Cannot write or remove {Path}: {Reason}")]
    public static partial void ReadyFileNotChanged(ILogger logger, string path, string reason);
}
