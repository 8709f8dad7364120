using Imaginator.Linux.Trees;
using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>Ends the use of a file system whose contents are not needed any longer.</summary>
public static unsafe class FileSystemShutdown
{
    // fs/ext4/ext4.h of Linux; XFS has the same call.
    private const int Shutdown = unchecked((int)0x8004587D); // EXT4_IOC_SHUTDOWN
    private const uint WithoutFlush = 2; // EXT4_GOING_FLAGS_NOLOGFLUSH

    /// <summary>
    /// Discards the data that is not on the disk yet, so that the following unmount does not write it. All later accesses fail with EIO.
    /// </summary>
    /// <param name="directory">A directory of an ext4 file system.</param>
    /// <returns>False if the kernel refuses: the unmount writes everything, as usual.</returns>
    public static bool TryDiscard(DirectoryHandle directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var flags = WithoutFlush;
        return LibC.ioctl(directory.Descriptor, Shutdown, &flags) == 0;
    }
}
