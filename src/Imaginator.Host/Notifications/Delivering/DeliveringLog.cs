using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Notifications.Delivering;

/// <summary>Log messages about deliveries: event ids 6120 to 6129.</summary>
internal static partial class DeliveringLog
{
    [LoggerMessage(6120, LogLevel.Warning, "Notifications for {Receiver} ({Destination}) fail and are tried again: {Reason}")]
    public static partial void Failing(ILogger logger, string receiver, string destination, string reason);

    [LoggerMessage(6121, LogLevel.Debug, "Attempt {Attempt} to deliver {MessageId} to {Receiver} failed: {Reason}")]
    public static partial void AttemptFailed(ILogger logger, int attempt, string messageId, string receiver, string reason);

    [LoggerMessage(6122, LogLevel.Information, "{Receiver} accepts notifications again")]
    public static partial void Recovered(ILogger logger, string receiver);

    [LoggerMessage(6123, LogLevel.Warning, "The notification {EventName} for {Receiver} is given up, attempts: {Attempts}: {Reason}")]
    public static partial void GivenUp(ILogger logger, string eventName, string receiver, int attempts, string reason);

    [LoggerMessage(6124, LogLevel.Warning, "{Receiver} refuses all further notifications; they wait until its configuration changes: {Reason}")]
    public static partial void Gone(ILogger logger, string receiver, string reason);

    [LoggerMessage(6125, LogLevel.Error, "The receiver {Receiver} cannot be used: {Fault}")]
    public static partial void Unusable(ILogger logger, string receiver, string fault);

    [LoggerMessage(6126, LogLevel.Error, "The record of notifications cannot be used and is tried again: {Reason}")]
    public static partial void RecordNotUsable(ILogger logger, string reason);

    [LoggerMessage(6127, LogLevel.Error, "Deliveries to {Receiver} stopped because of an internal error and are tried again")]
    public static partial void Unexpected(ILogger logger, string receiver, Exception exception);

    [LoggerMessage(6128, LogLevel.Debug, "Delivered {MessageId} to {Receiver}: {Answer}")]
    public static partial void Delivered(ILogger logger, string messageId, string receiver, string answer);
}
