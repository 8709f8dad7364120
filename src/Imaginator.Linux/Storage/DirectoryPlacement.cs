using Imaginator.Linux.Trees;

namespace Imaginator.Linux.Storage;

/// <summary>Controls the location of new files on the disk of a file system.</summary>
public static unsafe class DirectoryPlacement
{
    // FS_IOC_GETFLAGS, FS_IOC_SETFLAGS and FS_TOPDIR_FL of include/uapi/linux/fs.h; the flags are an int,
    // although the request numbers declare a long.
    private const int GetFlagsRequest = unchecked((int)0x80086601);
    private const int SetFlagsRequest = 0x40086602;
    private const int TopDirectoryFlag = 0x00020000;

    /// <summary>
    /// Requests that future subdirectories of a directory are placed in different parts of the disk, each together with
    /// its files (<c>chattr +T</c>, which ext4 supports).
    /// </summary>
    /// <remarks>
    /// For directories in which whole trees are created and deleted. ext4 does not reuse an inode within minutes of its
    /// deletion, and scans all such inodes for every file that it creates in the same part of the disk: with 15,000
    /// files deleted nearby, creating 5,200 files took 13 to 20 s instead of 0.4 s.
    /// </remarks>
    /// <returns>Whether the file system accepted the request; the request affects only speed.</returns>
    public static bool TrySpreadSubdirectories(DirectoryHandle directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        long flags = 0;
        if (NativeCall.Syscall(StorageSyscalls.Ioctl, directory.Descriptor, GetFlagsRequest, (nint)(&flags)) != 0)
        {
            return false;
        }

        flags |= TopDirectoryFlag;
        return NativeCall.Syscall(StorageSyscalls.Ioctl, directory.Descriptor, SetFlagsRequest, (nint)(&flags)) == 0;
    }
}
