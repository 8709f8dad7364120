using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History.Logs;

/// <summary>Log messages of the build logs and their archive: event ids 5300 to 5303 and 5310.</summary>
internal static partial class LogArchiveLog
{
    [LoggerMessage(5300, LogLevel.Debug, "The archive deleted build log {FileName} and freed {Bytes} bytes")]
    public static partial void LogExpired(ILogger logger, string fileName, long bytes);

    [LoggerMessage(5301, LogLevel.Warning, "Deleting build log {FileName} failed")]
    public static partial void LogNotDeleted(ILogger logger, string fileName, Exception exception);

    [LoggerMessage(5302, LogLevel.Error, "Writing the log of build {BuildId} ({StreamName}) failed, parts of it are missing")]
    public static partial void LogNotWritten(ILogger logger, BuildId buildId, string streamName, Exception exception);

    [LoggerMessage(5303, LogLevel.Error, "Archiving the log of build {BuildId} failed, the next start retries it")]
    public static partial void LogNotArchived(ILogger logger, BuildId buildId, Exception exception);

    [LoggerMessage(5310, LogLevel.Error, "Archiving the log {Path} of an interrupted build failed, the next start retries it: {Reason}")]
    public static partial void LogNotRecovered(ILogger logger, string path, string reason);
}
