using System.Collections.Immutable;

namespace Imaginator.Host.Workers.Lists;

/// <summary>The configured workers, in the order of the configuration.</summary>
internal sealed record WorkerList(ImmutableArray<WorkerDefinition> Workers)
{
    /// <summary>Whether this machine runs a build if no worker is left; otherwise such a build waits for a worker, and fails after a time.</summary>
    public bool BuildHereWithoutWorkers { get; init; } = true;

    /// <summary>The maximum number of builds that all workers run at once.</summary>
    public int Capacity => Workers.Sum(worker => worker.MaximumBuilds);
}
