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
    public static partial void LogNotWritten(ILogger logger, long buildId, string streamName, string reason);

    [LoggerMessage(5303, LogLevel.Error, "The log of build {BuildId} cannot be archived, the next start tries again: {Reason}")]
    public static partial void LogNotArchived(ILogger logger, long buildId, string reason);
}
