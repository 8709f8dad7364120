namespace Imaginator.Host.History.Hours;

/// <summary>The kinds of durations that the hours count. The numbers are stored.</summary>
internal enum DurationKind
{
    /// <summary>The duration of a build that made an image.</summary>
    Build = 0,

    /// <summary>The time of a build in the queue.</summary>
    Wait = 1,
}
