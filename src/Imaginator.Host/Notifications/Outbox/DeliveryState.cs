namespace Imaginator.Host.Notifications.Outbox;

/// <summary>The state of a delivery. The numbers are stored.</summary>
internal enum DeliveryState
{
    /// <summary>The message has not been delivered yet, and attempts follow.</summary>
    Waiting = 0,

    /// <summary>The receiver accepted the message.</summary>
    Delivered = 1,

    /// <summary>No attempt follows: the time for attempts has passed, or too many messages wait for the receiver.</summary>
    Failed = 2,
}
