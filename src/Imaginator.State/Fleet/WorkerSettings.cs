namespace Imaginator.State.Fleet;

/// <summary>What an operator wants of a worker. Immutable.</summary>
/// <param name="IsCordoned">Whether it takes no more jobs.</param>
/// <param name="IsDraining">Whether it takes no more jobs and ends after its builds.</param>
/// <param name="Slots">The number of builds at a time; null for its own.</param>
public sealed record WorkerSettings(bool IsCordoned = false, bool IsDraining = false, int? Slots = null);
