namespace Imaginator.Building.Sandboxing;

/// <summary>What commands in a sandbox can reach.</summary>
public enum SandboxNetwork
{
    /// <summary>The host's network.</summary>
    Host,

    /// <summary>Nothing but themselves.</summary>
    None,
}
