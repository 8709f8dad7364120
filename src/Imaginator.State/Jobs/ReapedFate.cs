namespace Imaginator.State.Jobs;

/// <summary>What became of a job whose worker was lost.</summary>
public enum ReapedFate
{
    /// <summary>The job is in the queue again.</summary>
    Requeued,

    /// <summary>
    /// The worker had reserved a name: the daemon looks whether the store has the image. If so, it ends the job; otherwise it blocks the
    /// name and releases the job.
    /// </summary>
    Recover,

    /// <summary>The job has failed: too many workers were lost, or its time is over.</summary>
    Failed,

    /// <summary>The job was cancelled before.</summary>
    Cancelled,

    /// <summary>The catalogue has the image.</summary>
    Succeeded,
}
