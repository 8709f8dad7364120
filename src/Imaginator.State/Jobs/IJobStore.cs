using System.Collections.Immutable;
using Imaginator.State.Builds;
using Imaginator.State.Jobs.Holding;
using Imaginator.State.Jobs.Requests;

namespace Imaginator.State.Jobs;

/// <summary>
/// The queue of a fleet. A job is one build. The holder of a job is a life of a worker, its incarnation, under a fence: when
/// another holder follows, calls with the earlier fence change nothing. Every call can be repeated. Thread-safe. Members throw
/// <see cref="StateException"/>.
/// </summary>
public interface IJobStore
{
    /// <summary>Adds a request, or joins it to a job that satisfies it, and wakes the workers, in one transaction.</summary>
    ValueTask<EnqueuedJob> EnqueueAsync(NewJob job, CancellationToken cancellationToken);

    /// <summary>Reads the jobs that have changed. No committed change is missed; a change can be read twice.</summary>
    /// <param name="cursor">The cursor of the previous answer; null for the first call.</param>
    ValueTask<JobChanges> ReadChangedAsync(string? cursor, CancellationToken cancellationToken);

    /// <summary>Finds a job; null if it ended long ago or never existed.</summary>
    ValueTask<JobRow?> FindAsync(BuildId id, CancellationToken cancellationToken);

    /// <summary>Cancels a job. If the answer is <see cref="JobCancellation.Cancelled"/>, the job publishes nothing.</summary>
    ValueTask<JobCancellation> CancelAsync(BuildId id, string reason, CancellationToken cancellationToken);

    /// <summary>A caller that waits at a living daemon has left. The job is cancelled if it is not needed any more.</summary>
    ValueTask LeaveAsync(BuildId id, Guid daemon, CancellationToken cancellationToken);

    /// <summary>Takes the next job for a worker, in one statement; null if it can have none now.</summary>
    ValueTask<TakenJob?> TakeAsync(Guid incarnation, CancellationToken cancellationToken);

    /// <summary>Extends the lease of a worker for all its jobs, in one statement; null if the worker is dead for the fleet.</summary>
    ValueTask<PulseAnswer?> HeartbeatAsync(Guid incarnation, WorkerPulse pulse, CancellationToken cancellationToken);

    /// <summary>
    /// Begins the publication under a name, which is reserved, or an extension, for which <paramref name="imageName"/> is null. From
    /// then on the job cannot be cancelled.
    /// </summary>
    ValueTask<PublishAnswer> BeginPublishAsync(JobHold hold, string? imageName, CancellationToken cancellationToken);

    /// <summary>Ends a job: its record and all that follows from its end are saved in the same transaction.</summary>
    ValueTask<EndAnswer> EndAsync(JobHold hold, JobEnd end, CancellationToken cancellationToken);

    /// <summary>Lets a job wait for its source image. The holder loses it in any case but a refusal.</summary>
    ValueTask<AwaitAnswer> AwaitSourceAsync(JobHold hold, NewJob source, CancellationToken cancellationToken);

    /// <summary>Gives a job back without a fault of the build. False if the caller does not hold it.</summary>
    /// <param name="decline">The time for which this worker does not get the job again.</param>
    ValueTask<bool> ReleaseAsync(JobHold hold, string reason, TimeSpan decline, CancellationToken cancellationToken);

    /// <summary>Judges which workers are dead, and what becomes of their jobs. Any daemon calls it at short intervals.</summary>
    /// <param name="daemon">The daemon, which becomes the holder of jobs to recover.</param>
    ValueTask<ImmutableArray<ReapedJob>> ReapAsync(Guid daemon, CancellationToken cancellationToken);

    /// <summary>Deletes jobs that ended before a time; the history keeps their records. Returns their number.</summary>
    ValueTask<int> TrimAsync(DateTimeOffset endedBefore, CancellationToken cancellationToken);

    /// <summary>Pauses builds for a time from now on; zero ends the pause. Returns the end, null for none.</summary>
    ValueTask<DateTimeOffset?> PauseAsync(PauseKind kind, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Reads the ends of the pauses that are in force.</summary>
    ValueTask<ImmutableDictionary<PauseKind, DateTimeOffset>> ReadPausesAsync(CancellationToken cancellationToken);
}
