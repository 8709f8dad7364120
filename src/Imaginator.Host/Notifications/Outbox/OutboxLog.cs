using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Notifications.Outbox;

/// <summary>Log messages of the record of notifications: event ids 6100 to 6109.</summary>
internal static partial class OutboxLog
{
    [LoggerMessage(6100, LogLevel.Error, "The record of notifications {Path} is damaged ({Reason}); it is kept as {Aside} and a new one is in use")]
    public static partial void DamagedFileMoved(ILogger logger, string path, string reason, string aside);

    [LoggerMessage(6101, LogLevel.Error, "The record of notifications cannot be written; number of messages that stay in memory: {Messages}: {Reason}")]
    public static partial void NotWritten(ILogger logger, int messages, string reason);

    [LoggerMessage(6102, LogLevel.Error, "The notification {EventName} for {Receiver} is dropped: writing the record of notifications failed for too long")]
    public static partial void Dropped(ILogger logger, string eventName, string receiver);

    [LoggerMessage(6103, LogLevel.Warning, "Notifications for {Receiver} are given up, number: {Count}: {Reason}")]
    public static partial void GivenUp(ILogger logger, int count, string receiver, string reason);
}
