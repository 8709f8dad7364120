namespace Imaginator.State.Jobs.Holding;

/// <summary>What a worker says with each heartbeat. Immutable.</summary>
/// <param name="Running">The number of its builds.</param>
/// <param name="IsDraining">Whether it takes no more jobs and ends after its builds.</param>
/// <param name="Blocked">The reason for which it takes no jobs now; null if it takes jobs.</param>
public sealed record WorkerPulse(int Running, bool IsDraining = false, string? Blocked = null);
