using Imaginator.Building.Events;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Queue.Listeners;

/// <summary>
/// Is told what happens to builds: for the history, the log archive, metrics. Register as many as needed as
/// <see cref="IBuildListener"/> with the container.
/// </summary>
/// <remarks>
/// The calls for one build come one after the other and in the order of this interface; <see cref="Output"/> may come between
/// all of them, and calls for different builds come at the same time from different threads. All must return quickly (no
/// network, no waiting for disks beyond a write) and not throw: what they throw is logged and goes no further.
/// <see cref="Finished"/> is called exactly once for each build that was <see cref="Queued"/>, if the daemon lives; for builds
/// that it did not live to finish, the next daemon calls <see cref="Interrupted"/>.
/// </remarks>
internal interface IBuildListener
{
    /// <summary>A build was submitted.</summary>
    /// <param name="build">The build.</param>
    void Queued(BuildSnapshot build)
    {
    }

    /// <summary>Another order has joined a build that waits or runs.</summary>
    /// <param name="build">The build.</param>
    /// <param name="request">The order.</param>
    void Joined(BuildSnapshot build, QueuedRequest request)
    {
    }

    /// <summary>A build starts to run.</summary>
    /// <param name="build">The build.</param>
    void Started(BuildSnapshot build)
    {
    }

    /// <summary>A build that runs reports an event: a stage, the manifest's commit, its source image.</summary>
    void OnEvent(BuildSnapshot build, BuildEvent buildEvent)
    {
    }

    /// <summary>
    /// A build printed something: its own output, without that of source images (which are builds of their own). Secrets
    /// are masked.
    /// </summary>
    /// <param name="id">The build.</param>
    /// <param name="output">The bytes, valid during the call.</param>
    void Output(BuildId id, ReadOnlySpan<byte> output)
    {
    }

    /// <summary>A build is over and has cleaned up; or it was cancelled before it started.</summary>
    /// <param name="build">The build; <see cref="BuildSnapshot.FinishedAt"/> is set.</param>
    /// <param name="outcome">How it ended.</param>
    void Finished(BuildSnapshot build, BuildOutcome outcome)
    {
    }

    /// <summary>
    /// Right after a start: a build that was waiting or running when the last daemon ended, by whatever cause. Nothing of it
    /// is left. A daemon that was stopped in an orderly way has called <see cref="Finished"/> for it.
    /// </summary>
    /// <param name="id">The build.</param>
    /// <param name="request">What was wanted.</param>
    /// <param name="retriedAs">The build that does it again, where the order was automatic; else null.</param>
    void Interrupted(BuildId id, QueuedRequest request, BuildId? retriedAs)
    {
    }
}
