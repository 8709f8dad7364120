using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue.Requests;

/// <summary>
/// A request for a build, with its reason and its caller. Permission and bounds were checked before the submission. Immutable.
/// </summary>
internal sealed record QueuedRequest(BuildRequest BuildRequest, BuildReason Reason, Caller Caller)
{
    /// <summary>The name of the build for people and in tables: the stream, or the directory of a private image.</summary>
    public string StreamName => BuildRequest.OutputName;

    /// <summary>
    /// Whether the build continues when its subscription ends. Otherwise the end of the last subscription cancels it.
    /// </summary>
    public bool IsDetached { get; init; }

    /// <summary>The build that waits for this one, if the reason is <see cref="BuildReason.SourceImage"/>.</summary>
    public BuildId? NeededBy { get; init; }

    /// <summary>The build that this one repeats, because it was interrupted or a caller retries it; null for the first attempt.</summary>
    public BuildId? RetryOf { get; init; }

    /// <summary>The number of interruptions of running builds that this request repeats.</summary>
    public int Retries { get; init; }
}
