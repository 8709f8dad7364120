namespace Imaginator.Hosting.Progress;

/// <summary>When people see the log of a build.</summary>
public enum LogDisplay
{
    /// <summary>While it grows.</summary>
    Always,

    /// <summary>As a whole, when the build has failed; until then a terminal shows what is going on in one line.</summary>
    OnFailure,
}
