using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Output;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue;

/// <summary>
/// The interest of a caller in a queued or running build. Disposing of it ends the interest: a build without subscriptions is
/// cancelled, unless one of its requests is <see cref="QueuedRequest.IsDetached"/>. Thread-safe.
/// </summary>
internal interface IBuildSubscription : IDisposable
{
    BuildId Id { get; }

    /// <summary>Whether the request joined a build that existed before.</summary>
    bool HasJoined { get; }

    /// <summary>Completes when the listeners know the build; never fails. A caller that needs its record waits here first.</summary>
    Task Announced { get; }

    /// <summary>The output of the build from its start; readable during the life of the subscription.</summary>
    IBuildOutput Output { get; }

    /// <summary>The events of the build and of the source images that it waits for, from the first one on.</summary>
    BuildEventLog Events { get; }

    /// <summary>Completes when the build has ended and has cleaned up; never fails and is never cancelled.</summary>
    Task<BuildOutcome> Completion { get; }
}
