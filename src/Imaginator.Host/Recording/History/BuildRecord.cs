using System.Collections.Immutable;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Recording.History;

/// <summary>A build as the history keeps it. Immutable; grows while the build runs.</summary>
internal sealed record BuildRecord
{
    public required BuildId Id { get; init; }

    public required string StreamName { get; init; }

    public RecordedResult Result { get; init; }

    public required BuildReason Reason { get; init; }

    /// <summary>Who asked, as people see it.</summary>
    public required string Requestor { get; init; }

    /// <summary>Who joined later.</summary>
    public ImmutableSortedSet<string> Joined { get; init; } = [];

    public required DateTimeOffset QueuedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The name that the image was published under; null for none.</summary>
    public string? ImageName { get; init; }

    /// <summary>The stream's image before it, where the new one is the same; else null.</summary>
    public string? SameAs { get; init; }

    /// <summary>What went wrong, in one line, secrets masked; empty where nothing did.</summary>
    public string Error { get; init; } = "";

    public BuildInputs Inputs { get; init; } = BuildInputs.Unknown;

    /// <summary>The other machine that it ran on; null for this one.</summary>
    public string? Worker { get; init; }

    /// <summary>The build that waited for this one, which made its source image; else null.</summary>
    public BuildId? NeededBy { get; init; }

    /// <summary>The build that this one repeats; else null.</summary>
    public BuildId? RetryOf { get; init; }

    /// <summary>The build that repeats this one; else null.</summary>
    public BuildId? RetriedAs { get; init; }

    /// <summary>Objects that the image server did not have yet.</summary>
    public long NewObjects { get; init; }

    /// <summary>Their size in bytes.</summary>
    public long NewBytes { get; init; }

    /// <summary>The stages so far; left out (empty) where many builds are read at once.</summary>
    public ImmutableArray<StageRecord> Stages { get; init; } = [];

    /// <summary>How long it ran; null if it never started or is not over.</summary>
    public TimeSpan? Elapsed => FinishedAt - StartedAt;
}
