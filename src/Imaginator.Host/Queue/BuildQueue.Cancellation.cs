using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Queue.Scheduling;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Queue;

/// <content>
/// Cancellation. The lock decides between it and the commit of an image: a build is either cancelled and publishes nothing, or begins
/// to commit and can no longer be cancelled.
/// </content>
internal sealed partial class BuildQueue
{
    public QueueCancellation Cancel(BuildId id, Caller by)
    {
        ArgumentNullException.ThrowIfNull(by);
        lock (_lock)
        {
            if (_builds.Find(id) is not { } build)
            {
                return QueueCancellation.NotFound;
            }

            return CancelLocked(build, $"cancelled by {by.DisplayName}") ? QueueCancellation.Cancelled : QueueCancellation.TooLate;
        }
    }

    /// <summary>Begins the commit of an image, after which the build cannot be cancelled. See <see cref="IBuildRun.BeginCommit"/>.</summary>
    internal void BeginCommit(QueuedBuild build)
    {
        lock (_lock)
        {
            if (build.CancelReason is not null)
            {
                throw new OperationCanceledException(build.CancelReason, build.Cancellation.Token);
            }

            build.IsCommitting = true;
        }
    }

    private void Unsubscribe(BuildSubscriber subscriber)
    {
        lock (_lock)
        {
            if (subscriber.Build.RemoveSubscriber(subscriber) && subscriber.Build.State != BuildState.Finished && !subscriber.Build.IsWanted)
            {
                CancelLocked(subscriber.Build, "the last caller has left");
            }
        }
    }

    /// <summary>Cancels a build, unless that comes too late; true if the build is cancelled, now or before.</summary>
    private bool CancelLocked(QueuedBuild build, string reason)
    {
        if (build.CancelReason is not null)
        {
            return true;
        }

        if (build.IsCommitting || build.State == BuildState.Finished)
        {
            return false;
        }

        build.CancelReason = reason;
        if (!build.IsInterrupted)
        {
            // The next daemon must not build it again, even if this one dies before the build has ended.
            _journal.Finished(build.Id);
        }

        QueueLog.Cancelled(_logger, build.Id, build.StreamName, reason);
        if (build.State == BuildState.Queued)
        {
            Finish(build, BuildExecution.CancelledOutcome(build));
        }
        else
        {
            // On another thread: callbacks of the token must not run under the lock.
            _ = build.Cancellation.CancelAsync();
        }

        return true;
    }

    /// <summary>A cancellation is final, even if the runner ended before it noticed.</summary>
    private static BuildOutcome FinalOutcomeOf(QueuedBuild build, BuildOutcome outcome) =>
        build.CancelReason is null ? outcome : BuildExecution.CancelledOutcome(build);
}
