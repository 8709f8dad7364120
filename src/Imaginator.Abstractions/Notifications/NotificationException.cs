namespace Imaginator.Notifications;

/// <summary>A message cannot be delivered.</summary>
public sealed class NotificationException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">The reason of the failure.</param>
    /// <param name="message">
    /// The failure and its cause, for people. The message must not contain secrets. Pages show its first 500 characters.
    /// </param>
    /// <param name="innerException">The cause, or null.</param>
    public NotificationException(NotificationError reason, string message, Exception? innerException = null)
        : base(message, innerException!) => Reason = reason;

    /// <summary>The reason of the failure.</summary>
    public NotificationError Reason { get; }

    /// <summary>The time after which the receiver expects the next attempt, if it named one; otherwise null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
