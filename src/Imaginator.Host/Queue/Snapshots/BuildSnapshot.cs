using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Output;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Snapshots;

/// <summary>A build as it was at one moment. Immutable.</summary>
internal sealed record BuildSnapshot
{
    /// <summary>Its name.</summary>
    public required BuildId Id { get; init; }

    /// <summary>What is built, and for whom: the order of whoever came first.</summary>
    public required QueuedRequest Request { get; init; }

    /// <summary>Where it stands.</summary>
    public required BuildState State { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it started; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was over; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The stage that it is in; null before the first and between stages.</summary>
    public BuildStage? Stage { get; init; }

    /// <summary>When <see cref="Stage"/> began.</summary>
    public DateTimeOffset? StageStartedAt { get; init; }

    /// <summary>
    /// What it waits for, in a few words for people: a free place, another build of the stream, its source image, room on
    /// the disk; null when it waits for nothing.
    /// </summary>
    public string? BlockedReason { get; init; }

    /// <summary>The other machine that it runs on; null for this one.</summary>
    public string? Worker { get; init; }

    /// <summary>The orders that have joined it later, in their order.</summary>
    public ImmutableArray<QueuedRequest> Joined { get; init; } = [];

    /// <summary>What it has printed so far, source images included; grows while the build runs.</summary>
    public required IBuildOutput Output { get; init; }

    /// <summary>The stream that is built.</summary>
    public string StreamName => Request.StreamName;
}
