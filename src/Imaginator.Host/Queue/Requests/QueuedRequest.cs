using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue.Requests;

/// <summary>A build that somebody wants. Immutable.</summary>
/// <param name="BuildRequest">What to build. Permission and bounds were checked by whoever submits it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Caller">For whom.</param>
internal sealed record QueuedRequest(BuildRequest BuildRequest, BuildReason Reason, Caller Caller)
{
    /// <summary>The stream to build.</summary>
    public string StreamName => BuildRequest.StreamName;

    /// <summary>
    /// The build goes on when its ticket is disposed of: nobody waits for it. Otherwise it is cancelled when the last one
    /// who waits has gone.
    /// </summary>
    public bool IsDetached { get; init; }

    /// <summary>The build that waits for this one, where <see cref="Reason"/> is <see cref="BuildReason.SourceImage"/>.</summary>
    public BuildId? NeededBy { get; init; }

    /// <summary>The build that was interrupted, and that this one does again; null for the first attempt.</summary>
    public BuildId? RetryOf { get; init; }

    /// <summary>How often a build for the same purpose was interrupted while it ran.</summary>
    public int Retries { get; init; }
}
