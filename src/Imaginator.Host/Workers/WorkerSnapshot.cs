namespace Imaginator.Host.Workers;

/// <summary>A worker as it was at one moment. Immutable.</summary>
/// <param name="Definition">What the configuration says of it.</param>
/// <param name="Health">How it is.</param>
/// <param name="Fault">Why it is lost, in one line for people; null if it is not.</param>
/// <param name="Builds">How many builds of ours it runs.</param>
internal sealed record WorkerSnapshot(WorkerDefinition Definition, WorkerHealth Health, string? Fault, int Builds);
