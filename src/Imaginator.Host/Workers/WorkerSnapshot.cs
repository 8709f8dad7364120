using Imaginator.Host.Workers.Lists;

namespace Imaginator.Host.Workers;

/// <summary>
/// The state of a worker at one moment. <paramref name="Fault"/> is one line that says why it is lost, or null if it is not;
/// <paramref name="Builds"/> is the number of this daemon's builds that it runs. Immutable.
/// </summary>
internal sealed record WorkerSnapshot(WorkerDefinition Definition, WorkerHealth Health, string? Fault, int Builds);
