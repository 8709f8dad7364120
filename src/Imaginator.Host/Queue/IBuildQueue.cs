using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Queue;

/// <summary>
/// All queued and running builds of this daemon. At most one build of a stream runs at a time, and at most a configured number
/// of builds in total. Requests of people precede automatic builds. A request joins a build that satisfies it. Thread-safe.
/// </summary>
internal interface IBuildQueue
{
    /// <summary>The current state of the queue.</summary>
    QueueSnapshot Current { get; }

    /// <summary>Submits a request and subscribes to its build. The caller has checked permission and bounds.</summary>
    /// <exception cref="BuildRefusedException">Builds of this kind are disabled, or the daemon stops.</exception>
    IBuildSubscription Submit(QueuedRequest request);

    /// <summary>Finds a queued or running build; null if there is none.</summary>
    BuildSnapshot? Find(BuildId id);

    /// <summary>
    /// Waits until the listeners know that a build has started; returns at once if the build does not run. The queue shows a
    /// build as running slightly earlier: a caller that needs the log or the record of a build waits here first.
    /// </summary>
    Task WaitForStartNotificationAsync(BuildId id, CancellationToken cancellationToken);

    /// <summary>
    /// Waits while a build is queued, and until the listeners know that it has started; returns at once if the queue does not have the
    /// build.
    /// </summary>
    Task WaitWhileQueuedAsync(BuildId id, CancellationToken cancellationToken);

    /// <summary>Cancels a build for all its subscribers, with the name of the caller as the reason.</summary>
    QueueCancellation Cancel(BuildId id, Caller by);

    /// <summary>
    /// Refuses requests for a time; zero enables them. Queued and running builds continue. Returns the end of the pause, or
    /// null if requests are enabled.
    /// </summary>
    /// <exception cref="BuildRefusedException">The duration is too long.</exception>
    DateTimeOffset? DisableBuildRequests(TimeSpan duration);

    /// <summary>
    /// Refuses automatic builds for a time; zero enables them. Queued and running builds continue. Returns the end of the pause,
    /// or null if automatic builds are enabled.
    /// </summary>
    /// <exception cref="BuildRefusedException">The duration is too long.</exception>
    DateTimeOffset? DisableAutoBuilds(TimeSpan duration);
}
