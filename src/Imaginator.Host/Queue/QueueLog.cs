using Imaginator.Host.Queue.Requests;
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

    [LoggerMessage(5105, LogLevel.Warning, "No build starts: {Shortage}")]
    public static partial void InsufficientSpace(ILogger logger, string shortage);

    [LoggerMessage(5106, LogLevel.Information, "There is room on the disk again: builds start")]
    public static partial void SpaceAvailable(ILogger logger);

    [LoggerMessage(5107, LogLevel.Warning, "{Path}, line {Line} cannot be read, and is left out")]
    public static partial void UnreadableLine(ILogger logger, string path, int line);

    [LoggerMessage(5108, LogLevel.Error, "The queue's journal cannot be written; it is kept in memory until it can: {Reason}")]
    public static partial void JournalNotWritten(ILogger logger, string reason);

    [LoggerMessage(5109, LogLevel.Warning, "Build {Id} of {Stream} was interrupted when the daemon ended")]
    public static partial void Interrupted(ILogger logger, BuildId id, string stream);

    [LoggerMessage(5110, LogLevel.Information, "Build {Id} of {Stream} does again what build {First} was interrupted in")]
    public static partial void Retried(ILogger logger, BuildId id, string stream, BuildId first);
}
