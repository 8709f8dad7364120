using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>The total and the free space of a file system.</summary>
/// <param name="TotalBytes">The size, in bytes.</param>
/// <param name="FreeBytes">The space that users other than root can still use, in bytes.</param>
/// <param name="TotalFiles">The maximum number of files; 0 if the file system has no such limit.</param>
/// <param name="FreeFiles">
/// The number of files that can still be created; 0 if the file system has no such limit.
/// </param>
public readonly record struct FileSystemSpace(long TotalBytes, long FreeBytes, long TotalFiles, long FreeFiles)
{
    // ext4 keeps a fiftieth of its blocks for itself, at most this number. It also counts blocks that statvfs leaves out: hence a fortieth.
    private const long OwnPart = 40;
    private const long MaximumOwnBlocks = 4096;

    /// <summary>
    /// The space that root can still use, in bytes. Too low by up to 4096 blocks if the file system reserves space for root, because
    /// the kernel does not tell how much it keeps for itself.
    /// </summary>
    public long FreeBytesForRoot { get; init; }

    /// <summary>The size of the blocks in which space is given to files, in bytes; 0 if unknown.</summary>
    public long BlockBytes { get; init; }

    /// <summary>Gets the space of the file system that contains a directory.</summary>
    /// <param name="hostPath">The path of the directory. Never joined from untrusted parts.</param>
    /// <exception cref="LinuxException">The directory does not exist, or the kernel refuses.</exception>
    public static unsafe FileSystemSpace Of(string hostPath)
    {
        using var directory = Trees.DirectoryHandle.OpenHost(hostPath);
        statvfs status;
        NativeCall.ThrowIfFailed(LibC.fstatvfs(directory.Descriptor, &status), "fstatvfs", hostPath);
        var block = (long)status.f_frsize;

        // The free blocks include those that ext4 keeps for its own metadata, which even root does not get for files.
        var (blocks, free, available) = ((long)(ulong)status.f_blocks, (long)(ulong)status.f_bfree, (long)(ulong)status.f_bavail);
        var freeForRoot = Math.Max(available, free - Math.Min(blocks / OwnPart, MaximumOwnBlocks));
        return new(
            blocks * block,
            available * block,
            (long)(ulong)status.f_files,
            (long)(ulong)status.f_favail)
        {
            FreeBytesForRoot = freeForRoot * block,
            BlockBytes = block,
        };
    }
}
