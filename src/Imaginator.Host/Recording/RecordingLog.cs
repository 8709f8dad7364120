using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Recording;

/// <summary>What the build history and the log archive log: event ids 5300 to 5399.</summary>
internal static partial class RecordingLog
{
    [LoggerMessage(5300, LogLevel.Debug, "Build log {FileName} with {Bytes} bytes made room in the archive")]
    public static partial void LogExpired(ILogger logger, string fileName, long bytes);

    [LoggerMessage(5301, LogLevel.Warning, "Build log {FileName} cannot be deleted: {Reason}")]
    public static partial void LogNotDeleted(ILogger logger, string fileName, string reason);

    [LoggerMessage(5302, LogLevel.Error, "The log of build {BuildId} ({StreamName}) cannot be written, parts will be missing: {Reason}")]
    public static partial void LogNotWritten(ILogger logger, BuildId buildId, string streamName, string reason);

    [LoggerMessage(5303, LogLevel.Error, "The log of build {BuildId} cannot be archived, the next start tries again: {Reason}")]
    public static partial void LogNotArchived(ILogger logger, BuildId buildId, string reason);

    [LoggerMessage(5304, LogLevel.Error, "The build history {Path} is damaged ({Reason}): it was moved to {Aside}, and a new one begun")]
    public static partial void HistoryPutAside(ILogger logger, string path, string reason, string aside);

    [LoggerMessage(5305, LogLevel.Error, "The build history cannot be written, it is tried again: {Reason}")]
    public static partial void HistoryNotWritten(ILogger logger, string reason);

    [LoggerMessage(5306, LogLevel.Error, "Build {BuildId} will be missing in the history, which could not be written for too long")]
    public static partial void RecordForgotten(ILogger logger, BuildId buildId);

    [LoggerMessage(5307, LogLevel.Warning, "{Builds} builds were interrupted when the daemon ended")]
    public static partial void BuildsInterrupted(ILogger logger, int builds);

    [LoggerMessage(5308, LogLevel.Debug, "{Builds} old builds were dropped from the history")]
    public static partial void HistoryTrimmed(ILogger logger, int builds);

    [LoggerMessage(5309, LogLevel.Debug, "The manifest of {StreamName} is not known: {Reason}")]
    public static partial void StreamNotFound(ILogger logger, string streamName, string reason);
}
