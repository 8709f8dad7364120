using System.Collections.Immutable;

namespace Imaginator.Host.Workers;

/// <summary>Shows the workers and reloads their list. Thread-safe.</summary>
internal interface IWorkerAdministration
{
    /// <summary>The workers now, in the order of the configuration.</summary>
    ImmutableArray<WorkerSnapshot> Current { get; }

    /// <summary>
    /// Reads the list of workers again and closes idle connections. Builds that run go on. Connects to all workers at once
    /// if <paramref name="immediateGetNew"/> is set; otherwise the next build connects.
    /// </summary>
    /// <exception cref="ImaginatorException">The list is invalid; the message lists its faults.</exception>
    Task ReplaceIdleAsync(bool immediateGetNew, CancellationToken cancellationToken);
}
