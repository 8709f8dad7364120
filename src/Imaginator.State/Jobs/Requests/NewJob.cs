using System.Collections.Immutable;
using Imaginator.State.Builds;
using Imaginator.State.History;

namespace Imaginator.State.Jobs.Requests;

/// <summary>A request for a build, with what the queue must know of it. Immutable.</summary>
public sealed record NewJob
{
    /// <summary>Recognizes a repeated call.</summary>
    public required Guid Submission { get; init; }

    /// <summary>The id of the build, unless the request joins another.</summary>
    public required BuildId Id { get; init; }

    /// <summary>One build of it runs at a time: the stream, or the directory of a private image.</summary>
    public required string Stream { get; init; }

    /// <summary>The name of the stream for people.</summary>
    public required string StreamName { get; init; }

    /// <summary>The mark of a private build: the stream that the image is private to. Null for others.</summary>
    public string? PrivateConsumer { get; init; }

    public required BuildReason Reason { get; init; }

    /// <summary>The display name of the user.</summary>
    public required string User { get; init; }

    /// <summary>Requests with one key share the queue fairly with those of others; null for the user.</summary>
    public string? FairKey { get; init; }

    /// <summary>0 for people, 1 for automatic builds.</summary>
    public int Urgency { get; init; }

    /// <summary>The labels that a worker must have.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Authenticates what must be equal for requests to share a build.</summary>
    public required ReadOnlyMemory<byte> JoinKey { get; init; }

    /// <summary>The sealed request, which only the worker opens.</summary>
    public required ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>The digest of the configuration's revision.</summary>
    public ReadOnlyMemory<byte> Configuration { get; init; }

    /// <summary>The lifetime of the image; zero for an image that does not expire.</summary>
    public TimeSpan ExpiresIn { get; init; }

    /// <summary>The maximum age of the source image; zero for any age.</summary>
    public TimeSpan MaximumSourceAge { get; init; }

    /// <summary>The maximum duration of the build over all its attempts.</summary>
    public required TimeSpan MaximumDuration { get; init; }

    /// <summary>The age of the newest image below which a build with the same inputs is skipped; zero to build in any case.</summary>
    public TimeSpan SkipUnchanged { get; init; }

    /// <summary>Whether the build goes on when all callers have left.</summary>
    public bool IsDetached { get; init; }

    /// <summary>The daemon at which the caller waits; null if no caller waits.</summary>
    public Guid? Daemon { get; init; }

    /// <summary>The pause that refuses the request; null for none.</summary>
    public PauseKind? Pause { get; init; }

    /// <summary>The maximum number of queued requests of people; null for no limit.</summary>
    public int? MaximumQueued { get; init; }

    /// <summary>The maximum number of unfinished requests of the user; null for no limit.</summary>
    public int? MaximumOfUser { get; init; }

    /// <summary>The build that this one repeats; null for none.</summary>
    public BuildId? RetryOf { get; init; }

    /// <summary>The inputs that the record shows.</summary>
    public BuildInputs Inputs { get; init; } = BuildInputs.Unknown;

    /// <summary>The inputs for a retry, with sealed variables; null if the build cannot be retried.</summary>
    public RecordedRequest? Kept { get; init; }

    /// <summary>The idempotency key that the build completes; null for none.</summary>
    public ReservedKey? Key { get; init; }
}
