using System.Collections.Immutable;

namespace Imaginator.Host.Queue.Snapshots;

/// <summary>The queue as it was at one moment. Immutable.</summary>
internal sealed record QueueSnapshot
{
    /// <summary>Builds that run, longest first.</summary>
    public ImmutableArray<BuildSnapshot> Running { get; init; } = [];

    /// <summary>Builds that wait, in the order in which they will probably start.</summary>
    public ImmutableArray<BuildSnapshot> Queued { get; init; } = [];

    /// <summary>How many builds may run at once.</summary>
    public required int MaximumConcurrentBuilds { get; init; }

    /// <summary>Until when requests are refused; null if they are not.</summary>
    public DateTimeOffset? BuildRequestsDisabledUntil { get; init; }

    /// <summary>Until when automatic builds are refused; null if they are not.</summary>
    public DateTimeOffset? AutoBuildsDisabledUntil { get; init; }

    /// <summary>Why no build starts at all, in one line for people: no room on the disk, the daemon stops; null if they do.</summary>
    public string? BlockedReason { get; init; }
}
