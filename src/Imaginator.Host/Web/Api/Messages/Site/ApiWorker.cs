using Imaginator.Host.Workers;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>A worker.</summary>
internal sealed record ApiWorker
{
    public required string Name { get; init; }

    /// <summary>Host and port.</summary>
    public required string Address { get; init; }

    /// <summary>unknown (not checked yet), healthy or lost (gets no builds).</summary>
    public required string Health { get; init; }

    /// <summary>Why the worker is lost.</summary>
    public string? Fault { get; init; }

    /// <summary>The number of builds of this daemon that the worker runs.</summary>
    public required int Builds { get; init; }

    public required int MaximumBuilds { get; init; }

    public static ApiWorker Of(WorkerSnapshot worker) => new()
    {
        Name = worker.Definition.Name,
        Address = worker.Definition.Address,
        Health = worker.Health switch
        {
            WorkerHealth.Unknown => "unknown",
            WorkerHealth.Healthy => "healthy",
            WorkerHealth.Lost => "lost",
            _ => throw new ArgumentOutOfRangeException(nameof(worker), worker.Health, "unknown health"),
        },
        Fault = worker.Fault,
        Builds = worker.Builds,
        MaximumBuilds = worker.Definition.MaximumBuilds,
    };
}
