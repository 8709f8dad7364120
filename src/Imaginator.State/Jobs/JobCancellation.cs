namespace Imaginator.State.Jobs;

/// <summary>The answer to a cancellation. Each is final.</summary>
public enum JobCancellation
{
    /// <summary>The job is cancelled and publishes nothing.</summary>
    Cancelled,

    /// <summary>The job publishes its image or has ended.</summary>
    TooLate,

    /// <summary>The queue does not have the job.</summary>
    NotFound,
}
