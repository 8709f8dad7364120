namespace Imaginator.Building.Documents;

/// <summary>The severity of a configuration fault.</summary>
public enum FaultSeverity
{
    /// <summary>Probably a mistake; the configuration can be used.</summary>
    Warning,

    /// <summary>
    /// A stream cannot be built because of a file of its owner, or because of a plugin. Other users than the administrator write
    /// both, so that they must not make the configuration unusable. Also a receiver of notifications that cannot be used: builds do not
    /// need it.
    /// </summary>
    StreamError,

    /// <summary>The configuration cannot be used.</summary>
    Error,
}
