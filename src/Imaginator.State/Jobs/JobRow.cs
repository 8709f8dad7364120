using System.Collections.Immutable;
using Imaginator.State.Builds;
using Imaginator.State.History;

namespace Imaginator.State.Jobs;

/// <summary>A job for those who only look at it. Immutable.</summary>
public sealed record JobRow
{
    public required BuildId Id { get; init; }

    /// <summary>The stream, or the directory of a private image.</summary>
    public required string Stream { get; init; }

    /// <summary>The stream that the image is private to; null for an image that is not private.</summary>
    public string? PrivateConsumer { get; init; }

    public required JobState State { get; init; }

    public required BuildReason Reason { get; init; }

    /// <summary>The user who requested first.</summary>
    public required string User { get; init; }

    /// <summary>-1: resumed after its source image, 0: people, 1: automatic.</summary>
    public int Urgency { get; init; }

    /// <summary>The order among jobs of one urgency; jobs of equal rank are in the order of their ids.</summary>
    public long Rank { get; init; }

    public ImmutableArray<string> Labels { get; init; } = [];

    public required DateTimeOffset QueuedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The source image's job; null if the job does not wait for one.</summary>
    public BuildId? WaitsFor { get; init; }

    /// <summary>The job that required this one for its source image; null for none.</summary>
    public BuildId? NeededBy { get; init; }

    /// <summary>The number of workers that took the job, releases not counted.</summary>
    public int Attempts { get; init; }

    public string? Worker { get; init; }

    /// <summary>The reason of the cancellation; null if the job is not cancelled.</summary>
    public string? CancelReason { get; init; }

    /// <summary>The result; null before the end.</summary>
    public RecordedResult? Result { get; init; }

    /// <summary>The error in one line; empty for none.</summary>
    public string Error { get; init; } = "";

    /// <summary>The name of the published image; null for none.</summary>
    public string? ImageName { get; init; }

    /// <summary>The sealed metadata of an image that is returned to the caller; empty for none.</summary>
    public ReadOnlyMemory<byte> ResultMetadata { get; init; }

    /// <summary>The hash of the tree of an image that is returned to the caller; empty for none.</summary>
    public ReadOnlyMemory<byte> ResultTree { get; init; }
}
