namespace Imaginator.Linux.Mounts;

/// <summary>The restrictions of a mount.</summary>
[Flags]
public enum MountFlags
{
    /// <summary>No restrictions.</summary>
    None = 0,

    /// <summary>Writing is forbidden (MS_RDONLY), except to devices and FIFOs.</summary>
    ReadOnly = 1,

    /// <summary>Set-uid and set-gid bits and file capabilities are ignored (MS_NOSUID).</summary>
    NoSetUid = 2,

    /// <summary>Device nodes cannot be opened (MS_NODEV).</summary>
    NoDevices = 4,

    /// <summary>Programs cannot be executed (MS_NOEXEC).</summary>
    NoExecution = 8,
}
