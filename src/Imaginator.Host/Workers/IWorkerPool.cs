using System.Collections.Immutable;

namespace Imaginator.Host.Workers;

/// <summary>The other machines that build for this daemon. Thread-safe.</summary>
internal interface IWorkerPool
{
    /// <summary>The workers now, in the order of the configuration.</summary>
    ImmutableArray<WorkerSnapshot> Current { get; }

    /// <summary>
    /// Reads the list of workers again, lets go of those that have nothing to do, and connects to them anew when they are
    /// needed. Builds under way are not concerned.
    /// </summary>
    Task ReplaceIdleAsync(bool immediateGetNew, CancellationToken cancellationToken);
}
