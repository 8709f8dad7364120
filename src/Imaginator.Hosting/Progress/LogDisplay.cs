namespace Imaginator.Hosting.Progress;

/// <summary>The time when the log of a build is shown.</summary>
public enum LogDisplay
{
    /// <summary>During the build.</summary>
    Always,

    /// <summary>During the build, without other output: another program uses the terminal.</summary>
    Plain,

    /// <summary>After a failure. During the build, a terminal shows the current stage in one line.</summary>
    OnFailure,
}
