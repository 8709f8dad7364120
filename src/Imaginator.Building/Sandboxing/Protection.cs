namespace Imaginator.Building.Sandboxing;

/// <summary>The protections of the machine and of other builds that can be missing on a machine.</summary>
internal enum Protection
{
    /// <summary>Limits of memory, processes and CPU time by control groups.</summary>
    ResourceLimits,

    /// <summary>The filter that denies connections to ports of the daemon.</summary>
    DaemonPorts,

    /// <summary>What the sandbox program asks of the kernel, for instance the scopes of Landlock.</summary>
    Kernel,
}
