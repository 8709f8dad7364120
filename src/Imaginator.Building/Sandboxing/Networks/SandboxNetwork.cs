namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>The network that commands in a sandbox can reach.</summary>
public enum SandboxNetwork
{
    /// <summary>
    /// Every address except those of <see cref="ReservedNetworks"/>, and names. The network is separate from that of the
    /// machine: commands cannot reach its loopback device, or take its ports.
    /// </summary>
    Open,

    /// <summary>Only the package proxy, which also connects to the HTTPS servers that are allowed, and names.</summary>
    Packages,

    /// <summary>The network of the machine.</summary>
    Host,

    /// <summary>Only their own processes.</summary>
    None,
}
