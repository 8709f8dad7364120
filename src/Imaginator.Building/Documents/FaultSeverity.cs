namespace Imaginator.Building.Documents;

/// <summary>How bad a fault of the configuration is.</summary>
public enum FaultSeverity
{
    /// <summary>Probably not what was meant; the configuration can be used.</summary>
    Warning,

    /// <summary>
    /// A stream cannot be built, because of what its manifest says. That is written by others than the configuration, and
    /// must not keep it from being used.
    /// </summary>
    StreamError,

    /// <summary>The configuration cannot be used.</summary>
    Error,
}
