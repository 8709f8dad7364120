namespace Imaginator.State.Jobs;

/// <summary>The state of a job.</summary>
public enum JobState
{
    /// <summary>The job waits for a worker.</summary>
    Queued,

    /// <summary>A worker holds the job.</summary>
    Running,

    /// <summary>The job waits for its source image, and no worker holds it.</summary>
    Waiting,

    /// <summary>The worker adds the image under the reserved name. The job cannot be cancelled.</summary>
    Publishing,

    /// <summary>The job has ended. Its row stays for the callers that wait.</summary>
    Finished,
}
