namespace Imaginator.State.Fleet;

/// <summary>A worker for operators. Immutable.</summary>
/// <param name="Registration">The worker as it registered.</param>
/// <param name="Settings">What an operator wants of it.</param>
/// <param name="Running">The number of its builds.</param>
/// <param name="IsDraining">Whether it takes no more jobs and ends after its builds.</param>
/// <param name="Blocked">The reason for which it takes no jobs now; null if it takes jobs.</param>
/// <param name="StartedAt">The start of its life.</param>
/// <param name="LeaseEndsAt">The time at which it is dead without another heartbeat.</param>
/// <param name="LostAt">The time at which the fleet judged it dead; null while it lives.</param>
public sealed record WorkerState(
    WorkerRegistration Registration,
    WorkerSettings Settings,
    int Running,
    bool IsDraining,
    string? Blocked,
    DateTimeOffset StartedAt,
    DateTimeOffset LeaseEndsAt,
    DateTimeOffset? LostAt);
