namespace Imaginator.State.Hours;

/// <summary>The kinds of durations that the hours count. The numbers are stored.</summary>
public enum DurationKind
{
    /// <summary>The duration of a build that made an image.</summary>
    Build = 0,

    /// <summary>The time of a build in the queue.</summary>
    Wait = 1,
}
