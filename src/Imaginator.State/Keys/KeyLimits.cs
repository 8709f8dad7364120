namespace Imaginator.State.Keys;

/// <summary>The limits of idempotency keys. Immutable.</summary>
public sealed record KeyLimits
{
    /// <summary>The time for which a key is known.</summary>
    public TimeSpan Life { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The time for which a reservation holds.</summary>
    public TimeSpan Reservation { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The maximum number of keys of a caller.</summary>
    public int OfCaller { get; init; } = 10_000;

    /// <summary>The maximum number of keys of all callers.</summary>
    public int Total { get; init; } = 100_000;
}
