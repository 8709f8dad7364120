namespace Imaginator.Building.Sandboxing.Gaps;

/// <summary>The protections of the machine and of other builds that can be missing on a machine.</summary>
internal enum Protection
{
    /// <summary>Limits of memory, processes and CPU time by control groups.</summary>
    ResourceLimits,

    /// <summary>The filter that denies connections to ports of the daemon.</summary>
    DaemonPorts,

    /// <summary>Name resolution as on this machine, independent of the image.</summary>
    Names,

    /// <summary>The filter of devices that commands can open.</summary>
    Devices,

    /// <summary>A user namespace, in which root has no rights on the machine.</summary>
    UserNamespace,

    /// <summary>What the sandbox program asks of the kernel, for instance the scopes of Landlock.</summary>
    Kernel,
}
