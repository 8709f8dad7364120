namespace Imaginator.Linux.Mounts;

/// <summary>The restrictions of a mount.</summary>
[Flags]
public enum MountFlags
{
    /// <summary>Nothing is forbidden.</summary>
    None = 0,

    /// <summary>Nothing may be written (MS_RDONLY). Devices and FIFOs may still be written to.</summary>
    ReadOnly = 1,

    /// <summary>Set-uid and set-gid bits and file capabilities do nothing (MS_NOSUID).</summary>
    NoSetUid = 2,

    /// <summary>Device nodes cannot be opened (MS_NODEV).</summary>
    NoDevices = 4,

    /// <summary>Nothing can be executed (MS_NOEXEC).</summary>
    NoExecution = 8,
}
