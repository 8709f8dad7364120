namespace Imaginator.State.Jobs.Requests;

/// <summary>The kinds of builds that can be paused.</summary>
public enum PauseKind
{
    /// <summary>Builds that people request.</summary>
    Requests,

    /// <summary>Builds of the schedule.</summary>
    AutoBuilds,
}
