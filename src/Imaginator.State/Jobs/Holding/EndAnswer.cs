namespace Imaginator.State.Jobs.Holding;

/// <summary>The answer to the end of a job.</summary>
public enum EndAnswer
{
    /// <summary>The end is saved. A job that was cancelled before ends as cancelled.</summary>
    Accepted,

    /// <summary>An earlier call of the same holder has saved the end.</summary>
    Repeated,

    /// <summary>The caller does not hold the job: nothing is saved.</summary>
    Lost,
}
