namespace Imaginator.Notifications;

/// <summary>A message about an event to one receiver. Immutable.</summary>
public sealed record NotificationMessage
{
    /// <summary>
    /// Identifies the message: letters, digits, underscores. It is the same for each delivery of the message, so that a receiver can ignore
    /// repeated ones.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The time of the event.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The event.</summary>
    public required NotificationEvent Event { get; init; }

    /// <summary>The number of this delivery, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The address of a page about the event; null if the address of the daemon is not configured.</summary>
    public string? Link { get; init; }
}
