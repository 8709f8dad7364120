namespace Imaginator.Building.Documents;

/// <summary>How bad a fault of the configuration is.</summary>
public enum FaultSeverity
{
    /// <summary>Probably not what was meant; the configuration can be used.</summary>
    Warning,

    /// <summary>The configuration cannot be used.</summary>
    Error,
}
