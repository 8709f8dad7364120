namespace Imaginator.Host.Notifications.Outbox;

/// <summary>A query for deliveries: those that match all criteria that are not null.</summary>
internal sealed record DeliveryQuery
{
    /// <summary>The maximum size of a page.</summary>
    public const int MaximumCount = 500;

    public string? Receiver { get; init; }

    public DeliveryState? State { get; init; }

    /// <summary>Only deliveries with lesser ids: those after the last one of the previous page.</summary>
    public long? Before { get; init; }

    /// <summary>The maximum number of deliveries, 1 to <see cref="MaximumCount"/>.</summary>
    public int Count { get; init; } = 100;
}
