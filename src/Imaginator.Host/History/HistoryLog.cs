using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History;

/// <summary>Log messages of the build recorder: event ids 5305 to 5309.</summary>
internal static partial class HistoryLog
{
    [LoggerMessage(5305, LogLevel.Error, "Writing to the build history failed and is retried: {Reason}")]
    public static partial void HistoryNotWritten(ILogger logger, string reason);

    [LoggerMessage(5306, LogLevel.Error, "The history drops build {BuildId}: writing to the history failed for too long")]
    public static partial void RecordDropped(ILogger logger, BuildId buildId);

    [LoggerMessage(5307, LogLevel.Warning, "The end of the previous daemon interrupted running builds: {Builds}")]
    public static partial void BuildsInterrupted(ILogger logger, int builds);

    [LoggerMessage(5308, LogLevel.Debug, "The history removed {Builds} old builds")]
    public static partial void HistoryTrimmed(ILogger logger, int builds);

    [LoggerMessage(5309, LogLevel.Debug, "The manifest of {StreamName} is unknown: {Reason}")]
    public static partial void StreamNotFound(ILogger logger, string streamName, string reason);
}
