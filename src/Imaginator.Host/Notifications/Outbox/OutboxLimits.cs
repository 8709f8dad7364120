namespace Imaginator.Host.Notifications.Outbox;

/// <summary>The limits of the outbox.</summary>
internal sealed record OutboxLimits
{
    /// <summary>The maximum number of deliveries that are kept. The oldest finished ones are removed first.</summary>
    public int MaximumDeliveries { get; init; } = 10_000;

    /// <summary>The maximum size of all kept deliveries in bytes, as their rows need it.</summary>
    public long MaximumBytes { get; init; } = 32L << 20;

    /// <summary>The maximum number of messages that wait for one receiver. More let its oldest ones fail.</summary>
    public int MaximumWaiting { get; init; } = 1_000;

    /// <summary>The time for attempts.</summary>
    public TimeSpan AttemptsFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The maximum time to the next attempt. Later times are those of a clock that was set back.</summary>
    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromHours(4);

    /// <summary>The maximum number of attempts that are kept with a delivery.</summary>
    public int MaximumAttempts { get; init; } = 20;

    /// <summary>The maximum length of an answer or error in characters.</summary>
    public int MaximumAnswer { get; init; } = 500;

    /// <summary>The maximum number of messages in memory while they cannot be written, for example because a disk is full.</summary>
    public int MaximumUnsaved { get; init; } = 1_000;
}
