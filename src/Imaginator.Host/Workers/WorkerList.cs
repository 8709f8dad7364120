using System.Collections.Immutable;

namespace Imaginator.Host.Workers;

/// <summary>The machines that build for us.</summary>
internal sealed record WorkerList(ImmutableArray<WorkerDefinition> Workers)
{
    /// <summary>Whether this machine builds what no worker can be found for; otherwise such a build fails.</summary>
    public bool BuildHereWithoutWorkers { get; init; } = true;

    /// <summary>How many builds all of them get at once.</summary>
    public int Capacity => Workers.Sum(worker => worker.MaximumBuilds);
}
