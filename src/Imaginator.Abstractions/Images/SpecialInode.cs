namespace Imaginator.Images;

/// <summary>A character device, block device or FIFO.</summary>
public sealed record SpecialInode : Inode
{
    /// <summary>
    /// Type bits (octal 020000, 060000 or 010000), set-user-ID, set-group-ID, sticky and permission bits.
    /// </summary>
    public required uint Mode { get; init; }

    /// <summary>The modification time in seconds since the Unix epoch. It can be negative.</summary>
    public long MtimeSeconds { get; init; }

    /// <summary>The fraction of the modification time in nanoseconds, 0 to 999,999,999.</summary>
    public int MtimeNanoseconds { get; init; }

    /// <summary>The Linux device number (<c>st_rdev</c>); 0 for a FIFO.</summary>
    public ulong Rdev { get; init; }
}
