using System.Collections.Immutable;

namespace Imaginator.State.Fleet;

/// <summary>Who takes part in a fleet. Thread-safe. Members throw <see cref="StateException"/>.</summary>
public interface IFleetRegistry
{
    /// <summary>Registers a new life of a worker. The jobs of its former life go back to the queue.</summary>
    ValueTask RegisterWorkerAsync(WorkerRegistration worker, CancellationToken cancellationToken);

    /// <summary>Reads the living workers, and those that were lost since a time.</summary>
    ValueTask<ImmutableArray<WorkerState>> ReadWorkersAsync(DateTimeOffset lostSince, CancellationToken cancellationToken);

    /// <summary>Sets what an operator wants of a worker, by its name. The settings stay when the worker restarts.</summary>
    ValueTask SetWorkerAsync(string name, WorkerSettings settings, CancellationToken cancellationToken);

    /// <summary>Registers a daemon, or renews its registration.</summary>
    ValueTask SeeDaemonAsync(DaemonRegistration daemon, CancellationToken cancellationToken);

    /// <summary>Reads the daemons that were seen since a time.</summary>
    ValueTask<ImmutableArray<DaemonRegistration>> ReadDaemonsAsync(DateTimeOffset seenSince, CancellationToken cancellationToken);
}
