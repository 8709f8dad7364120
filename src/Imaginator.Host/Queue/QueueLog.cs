using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue;

/// <summary>What the queue says in the daemon's log: event ids 5100 to 5199.</summary>
internal static partial class QueueLog
{
    [LoggerMessage(5100, LogLevel.Information, "Build {Id} of {Stream} queued for {Caller}: {Reason}")]
    public static partial void Queued(ILogger logger, BuildId id, string stream, string caller, BuildReason reason);

    [LoggerMessage(5101, LogLevel.Information, "Build {Id} of {Stream} joined by {Caller}")]
    public static partial void Joined(ILogger logger, BuildId id, string stream, string caller);

    [LoggerMessage(5102, LogLevel.Information, "Build {Id} of {Stream} is cancelled: {Reason}")]
    public static partial void Cancelled(ILogger logger, BuildId id, string stream, string reason);

    [LoggerMessage(5103, LogLevel.Error, "Build {Id} of {Stream} ended unexpectedly")]
    public static partial void Faulted(ILogger logger, BuildId id, string stream, Exception exception);

    [LoggerMessage(5104, LogLevel.Error, "{Listener} failed")]
    public static partial void ListenerFailed(ILogger logger, string listener, Exception exception);
}
