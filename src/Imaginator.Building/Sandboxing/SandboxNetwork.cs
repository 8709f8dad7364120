namespace Imaginator.Building.Sandboxing;

/// <summary>The network that commands in a sandbox can reach.</summary>
public enum SandboxNetwork
{
    /// <summary>The host's network.</summary>
    Host,

    /// <summary>Only their own processes.</summary>
    None,
}
