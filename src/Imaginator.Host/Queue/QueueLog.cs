using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue;

/// <summary>Log messages of the queue: event ids 5100 to 5199, shared with the folders below.</summary>
internal static partial class QueueLog
{
    [LoggerMessage(5100, LogLevel.Information, "Build {Id} of {Stream} queued for {Caller}: {Reason}")]
    public static partial void Queued(ILogger logger, BuildId id, string stream, string caller, BuildReason reason);

    [LoggerMessage(5101, LogLevel.Information, "Build {Id} of {Stream} joined by {Caller}")]
    public static partial void Joined(ILogger logger, BuildId id, string stream, string caller);

    [LoggerMessage(5102, LogLevel.Information, "Build {Id} of {Stream} is cancelled: {Reason}")]
    public static partial void Cancelled(ILogger logger, BuildId id, string stream, string reason);

    [LoggerMessage(5109, LogLevel.Warning, "Build {Id} of {Stream} was interrupted because the daemon ended")]
    public static partial void Interrupted(ILogger logger, BuildId id, string stream);

    [LoggerMessage(5110, LogLevel.Information, "Build {Id} of {Stream} retries the interrupted build {First}")]
    public static partial void Retried(ILogger logger, BuildId id, string stream, BuildId first);
}
