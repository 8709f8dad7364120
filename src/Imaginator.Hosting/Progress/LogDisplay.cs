namespace Imaginator.Hosting.Progress;

/// <summary>When people see the log of a build.</summary>
public enum LogDisplay
{
    /// <summary>While it grows.</summary>
    Always,

    /// <summary>While it grows, and nothing else is shown: something else uses the terminal meanwhile.</summary>
    Plain,

    /// <summary>As a whole, when the build has failed; until then a terminal shows what is going on in one line.</summary>
    OnFailure,
}
