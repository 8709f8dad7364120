using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Queue;

/// <summary>
/// All builds of this daemon that wait or run. One build of a stream at a time, not more than a number of builds at all;
/// people before timers; an order for what is built already joins that build. Thread-safe.
/// </summary>
internal interface IBuildQueue
{
    /// <summary>The queue now.</summary>
    QueueSnapshot Current { get; }

    /// <summary>Submits a build. Permission and bounds are the business of whoever calls.</summary>
    /// <param name="request">What is wanted.</param>
    /// <returns>A share in the build.</returns>
    /// <exception cref="BuildRefusedException">Nothing of this kind is built now; the message says until when.</exception>
    IBuildSubscription Submit(QueuedRequest request);

    /// <summary>Finds a build that waits or runs.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The build as it is now; null if there is none (any more).</returns>
    BuildSnapshot? Find(BuildId id);

    /// <summary>
    /// Waits until listeners know that a build runs. The queue shows it as running a moment earlier: whoever comes for what
    /// a listener makes then (its log, its record) waits here first.
    /// </summary>
    /// <param name="id">The build.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes then; at once if no such build runs.</returns>
    Task WaitForStartNotificationAsync(BuildId id, CancellationToken cancellationToken);

    /// <summary>Cancels a build, whoever waits for it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="by">Who cancels it; all who wait are told.</param>
    /// <returns>Whether there was such a build.</returns>
    bool Cancel(BuildId id, Caller by);

    /// <summary>Refuses requests for builds for some time. Builds that wait or run already are not concerned.</summary>
    /// <param name="duration">How long; zero enables them again.</param>
    /// <returns>Until when; null where they are enabled.</returns>
    /// <exception cref="BuildRefusedException">The time is too long.</exception>
    DateTimeOffset? DisableBuildRequests(TimeSpan duration);

    /// <summary>Refuses automatic builds for some time. Builds that wait or run already are not concerned.</summary>
    /// <param name="duration">How long; zero enables them again.</param>
    /// <returns>Until when; null where they are enabled.</returns>
    /// <exception cref="BuildRefusedException">The time is too long.</exception>
    DateTimeOffset? DisableAutoBuilds(TimeSpan duration);
}
