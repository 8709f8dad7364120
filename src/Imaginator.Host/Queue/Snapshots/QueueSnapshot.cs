using System.Collections.Immutable;

namespace Imaginator.Host.Queue.Snapshots;

/// <summary>The state of the queue at one moment. Immutable.</summary>
internal sealed record QueueSnapshot
{
    /// <summary>The running builds, the longest first.</summary>
    public ImmutableArray<BuildSnapshot> Running { get; init; } = [];

    /// <summary>The queued builds in their probable order of start.</summary>
    public ImmutableArray<BuildSnapshot> Queued { get; init; } = [];

    /// <summary>The number of slots for running builds.</summary>
    public required int MaximumConcurrentBuilds { get; init; }

    /// <summary>The end of the pause of requests; null if requests are enabled.</summary>
    public DateTimeOffset? BuildRequestsDisabledUntil { get; init; }

    /// <summary>The end of the pause of automatic builds; null if automatic builds are enabled or turned off.</summary>
    public DateTimeOffset? AutoBuildsDisabledUntil { get; init; }

    /// <summary>Whether there are automatic builds at all: a rebuild interval of zero turns them off.</summary>
    public bool HasAutoBuilds { get; init; } = true;

    /// <summary>The reason why no build starts, in one line for people: no disk space, the daemon stops; null if builds start.</summary>
    public string? BlockedReason { get; init; }
}
