namespace Imaginator.Images;

/// <summary>A character device, block device or FIFO.</summary>
public sealed record SpecialInode : Inode
{
    /// <summary>Type bits (octal 020000, 060000 or 010000), set-uid, set-gid, sticky and permission bits.</summary>
    public required uint Mode { get; init; }

    /// <summary>When it was last changed: seconds since the Unix epoch, possibly negative.</summary>
    public long MtimeSeconds { get; init; }

    /// <summary>The part of a second of the modification time, 0 to 999,999,999 nanoseconds.</summary>
    public int MtimeNanoseconds { get; init; }

    /// <summary>The raw Linux device number; 0 for a FIFO.</summary>
    public ulong Rdev { get; init; }
}
