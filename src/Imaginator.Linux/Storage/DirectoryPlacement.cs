using Imaginator.Linux.Trees;

namespace Imaginator.Linux.Storage;

/// <summary>Where on its disk a file system puts new files.</summary>
public static unsafe class DirectoryPlacement
{
    // FS_IOC_GETFLAGS, FS_IOC_SETFLAGS and FS_TOPDIR_FL of include/uapi/linux/fs.h; the flags are an int whatever the
    // numbers say.
    private const int GetFlagsRequest = unchecked((int)0x80086601);
    private const int SetFlagsRequest = 0x40086602;
    private const int TopDirectoryFlag = 0x00020000;

    /// <summary>
    /// Asks for subdirectories that will be made here to go to different parts of the disk, each with the files in it
    /// (<c>chattr +T</c>; ext4 knows it).
    /// </summary>
    /// <remarks>
    /// For directories that whole trees are made in and deleted from. ext4 gives an inode that was deleted in the last
    /// minutes to nobody, and walks over all of those for every file that it creates in the same part of the disk: with
    /// 15,000 files deleted nearby, creating 5,200 took 13 to 20 s instead of 0.4 s.
    /// </remarks>
    /// <returns>Whether the file system has taken note; it is only a matter of speed.</returns>
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
