namespace Imaginator.State.Jobs;

/// <summary>The limits of a fleet's queue. All daemons and workers of a site have the same. Immutable.</summary>
public sealed record JobLimits
{
    /// <summary>The time after its last heartbeat at which a worker is dead.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The number of lost workers after which a job fails.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The number of releases after which a job fails.</summary>
    public int Releases { get; init; } = 20;

    /// <summary>The number of times that a job waits for one source image.</summary>
    public int WaitsPerSource { get; init; } = 2;

    /// <summary>The pause before the third attempt; each further one is longer by the same time. The second has none.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time that a daemon has to find out whether a lost worker has published its image.</summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time without a reaper after which workers have a lease to return before any is dead.</summary>
    public TimeSpan Outage { get; init; } = TimeSpan.FromSeconds(5);
}
