using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Output;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Snapshots;

/// <summary>The state of a build at one moment. Immutable.</summary>
internal sealed record BuildSnapshot
{
    public required BuildId Id { get; init; }

    /// <summary>The first request for the build.</summary>
    public required QueuedRequest Request { get; init; }

    public required BuildState State { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>The time of the start; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The time of the end; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The current stage; null before the first stage and between stages.</summary>
    public BuildStage? Stage { get; init; }

    /// <summary>The start of <see cref="Stage"/>.</summary>
    public DateTimeOffset? StageStartedAt { get; init; }

    /// <summary>
    /// The reason why the build waits, for people: a free slot, another build of the stream, its source image, disk space; null
    /// if it does not wait.
    /// </summary>
    public string? BlockedReason { get; init; }

    /// <summary>
    /// The position in the queue, from 1 on: the number of builds that would start with as many free slots. Null if the build is not
    /// queued, and in notifications of listeners.
    /// </summary>
    public int? Position { get; init; }

    /// <summary>Whether the build adds its image under its name, or has done so: it can no longer be cancelled.</summary>
    public bool IsCommitting { get; init; }

    /// <summary>The worker that executes the build; null for this machine.</summary>
    public string? Worker { get; init; }

    /// <summary>The requests that joined the build later, in order.</summary>
    public ImmutableArray<QueuedRequest> Joined { get; init; } = [];

    /// <summary>The output of the build, including that of source images; grows while the build runs.</summary>
    public required IBuildOutput Output { get; init; }

    public string StreamName => Request.StreamName;
}
