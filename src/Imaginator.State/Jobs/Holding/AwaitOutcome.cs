namespace Imaginator.State.Jobs.Holding;

/// <summary>What became of a job that needs a source image.</summary>
public enum AwaitOutcome
{
    /// <summary>The job waits without a holder.</summary>
    Waiting,

    /// <summary>The job would wait for itself. The caller holds it still.</summary>
    Cycle,

    /// <summary>The job has waited for this stream before and does not see its image. The caller holds it still.</summary>
    Repeated,

    /// <summary>The queue refuses the source image. The caller holds the job still.</summary>
    Refused,

    /// <summary>The caller does not hold the job, or it is cancelled.</summary>
    Lost,
}
