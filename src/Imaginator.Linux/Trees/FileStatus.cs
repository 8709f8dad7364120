using Tmds.Linux;

namespace Imaginator.Linux.Trees;

/// <summary>The status that the kernel keeps for an inode.</summary>
public readonly record struct FileStatus
{
    /// <summary>The device number of the inode's file system.</summary>
    public required ulong Device { get; init; }

    /// <summary>The number of the inode in its file system.</summary>
    public required ulong InodeNumber { get; init; }

    /// <summary>Type, set-uid, set-gid, sticky and permission bits.</summary>
    public required uint Mode { get; init; }

    /// <summary>The number of names of the inode.</summary>
    public required ulong LinkCount { get; init; }

    /// <summary>The numeric owner.</summary>
    public required uint Uid { get; init; }

    /// <summary>The numeric group.</summary>
    public required uint Gid { get; init; }

    /// <summary>The raw device number of a device node.</summary>
    public required ulong Rdev { get; init; }

    /// <summary>The length, in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The disk space that the contents use, in bytes.</summary>
    public long AllocatedSize { get; init; }

    /// <summary>The modification time, in seconds since the Unix epoch.</summary>
    public required long MtimeSeconds { get; init; }

    /// <summary>The fraction of the modification time's second, in nanoseconds.</summary>
    public required int MtimeNanoseconds { get; init; }

    /// <summary>
    /// The time of the last change of the inode, including its metadata, in seconds since the Unix epoch. Programs
    /// cannot set it.
    /// </summary>
    public required long CtimeSeconds { get; init; }

    /// <summary>The fraction of the change time's second, in nanoseconds.</summary>
    public required int CtimeNanoseconds { get; init; }

    /// <summary>The type bits of <see cref="Mode"/>.</summary>
    public FileType Type => (FileType)(Mode & (uint)FileType.Mask);

    internal static FileStatus From(in stat status, IdShift shift = default) => new()
    {
        Device = status.st_dev,
        InodeNumber = status.st_ino,
        Mode = ToMode(status.st_mode),
        LinkCount = status.st_nlink,
        Uid = shift.FromMount(status.st_uid),
        Gid = shift.FromMount(status.st_gid),
        Rdev = status.st_rdev,
        Size = status.st_size,
        AllocatedSize = status.st_blocks * 512, // of this size, regardless of the file system's blocks are
        MtimeSeconds = status.st_mtim.tv_sec,
        MtimeNanoseconds = (int)status.st_mtim.tv_nsec,
        CtimeSeconds = status.st_ctim.tv_sec,
        CtimeNanoseconds = (int)status.st_ctim.tv_nsec,
    };

    // Tmds.LibC converts a mode to 16 bits, which hold all its bits.
    private static uint ToMode(mode_t mode) => (ushort)mode;
}
