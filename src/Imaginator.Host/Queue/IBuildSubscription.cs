using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Output;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue;

/// <summary>
/// What whoever submits a build gets: a share in it. Disposing of it gives the share back: a build that nobody has a share
/// in any more is cancelled, unless an order for it was <see cref="QueuedRequest.IsDetached"/>. Thread-safe.
/// </summary>
internal interface IBuildSubscription : IDisposable
{
    /// <summary>The build.</summary>
    BuildId Id { get; }

    /// <summary>Whether the build had been submitted by somebody else before, and this order has joined it.</summary>
    bool HasJoined { get; }

    /// <summary>What the build has printed so far, from its start; can be read for as long as the ticket lives.</summary>
    IBuildOutput Output { get; }

    /// <summary>The events of the build and of the source images that it waits for, from the first one on.</summary>
    BuildEventLog Events { get; }

    /// <summary>Completes when the build is over and has cleaned up; never fails and is never cancelled.</summary>
    Task<BuildOutcome> Completion { get; }
}
