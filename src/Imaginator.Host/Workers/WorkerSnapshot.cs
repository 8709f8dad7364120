namespace Imaginator.Host.Workers;

/// <summary>A worker as it was at one moment. Immutable.</summary>
internal sealed record WorkerSnapshot(WorkerDefinition Definition, WorkerHealth Health, string? Fault, int Builds);
