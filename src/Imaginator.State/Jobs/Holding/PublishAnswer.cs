namespace Imaginator.State.Jobs.Holding;

/// <summary>The answer to the begin of a publication.</summary>
public enum PublishAnswer
{
    /// <summary>The holder can publish under the name, and the job cannot be cancelled.</summary>
    Permitted,

    /// <summary>The job is lost or cancelled: nothing must be published.</summary>
    Lost,

    /// <summary>Another job has reserved the name.</summary>
    NameReserved,
}
