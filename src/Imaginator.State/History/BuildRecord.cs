using System.Collections.Immutable;
using Imaginator.State.Builds;

namespace Imaginator.State.History;

/// <summary>The record of a build in the history. Immutable; each step of the build creates a new one.</summary>
public sealed record BuildRecord
{
    public required BuildId Id { get; init; }

    public required string StreamName { get; init; }

    /// <summary>The stream that the image is private to; null for an image that is not private.</summary>
    public string? PrivateConsumer { get; init; }

    public RecordedResult Result { get; init; }

    public required BuildReason Reason { get; init; }

    /// <summary>The display name of the user who requested the build.</summary>
    public required string Requestor { get; init; }

    /// <summary>The display names of the users who joined the build later.</summary>
    public ImmutableSortedSet<string> Joined { get; init; } = [];

    public required DateTimeOffset QueuedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The name of the published image; null for none.</summary>
    public string? ImageName { get; init; }

    /// <summary>The previous image of the stream if the new one is the same; otherwise null.</summary>
    public string? SameAs { get; init; }

    /// <summary>The error in one line, with secrets masked; empty for none.</summary>
    public string Error { get; init; } = "";

    public BuildInputs Inputs { get; init; } = BuildInputs.Unknown;

    /// <summary>The inputs for a retry; null in records that were read from the history, see <see cref="IBuildHistory.FindRequestAsync"/>.</summary>
    public RecordedRequest? Request { get; init; }

    /// <summary>The worker that the build ran on; null for this machine.</summary>
    public string? Worker { get; init; }

    /// <summary>The number of workers that started the build; 0 where builds do not move between workers.</summary>
    public int Attempts { get; init; }

    /// <summary>The reasons for which workers lost or returned the build, in order.</summary>
    public ImmutableArray<string> AttemptReasons { get; init; } = [];

    /// <summary>The build that required this one for its source image; null for none.</summary>
    public BuildId? NeededBy { get; init; }

    /// <summary>The build that this one repeats; null for none.</summary>
    public BuildId? RetryOf { get; init; }

    /// <summary>The build that repeats this one; null for none.</summary>
    public BuildId? RetriedAs { get; init; }

    /// <summary>The number of objects that the image store did not have.</summary>
    public long NewObjects { get; init; }

    /// <summary>The size of the new objects in bytes.</summary>
    public long NewBytes { get; init; }

    /// <summary>The stages so far; empty in lists of builds.</summary>
    public ImmutableArray<StageRecord> Stages { get; init; } = [];

    /// <summary>The duration of the build; null if it did not start or did not finish.</summary>
    public TimeSpan? Elapsed => FinishedAt - StartedAt;
}
