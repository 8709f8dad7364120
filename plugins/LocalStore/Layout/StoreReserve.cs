using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Plugins.LocalStore.Layout;

/// <summary>
/// Disk space for what must work on a full disk: opening the catalogue, pinning, deleting and collecting. A file keeps it until it is
/// necessary, and is made again when there is space.
/// </summary>
internal static class StoreReserve
{
    /// <summary>The name of the file.</summary>
    public const string Name = "reserve";

    /// <summary>The length of the file in bytes.</summary>
    private const long Length = 2 << 20;

    /// <summary>
    /// The space in bytes that SQLite needs for a change: its log and its shared memory, which it maps. If the disk has no block for a
    /// page of a mapped file, the kernel kills the process.
    /// </summary>
    private const long MinimumRoom = 512 << 10;

    /// <summary>The free space in bytes from which the file is made.</summary>
    private const long AmpleRoom = 8 << 20;

    /// <summary>Makes the reserve, unless it exists or space is scarce. The store is writable.</summary>
    public static void Make(DirectoryHandle root, string path)
    {
        try
        {
            // A process that was killed can leave an empty file.
            var status = root.TryGetStatus(Name);
            if (status is null or { Type: FileType.Regular, Size: < Length } && FileSystemSpace.Of(path).FreeBytes >= AmpleRoom)
            {
                if (status is not null)
                {
                    root.Unlink(Name);
                }

                using var file = root.CreateFile(Name, FileModes.Mode0600);
                FileHandles.Preallocate(file, Length);
            }
        }
        catch (LinuxException e) when (e.Error == Errno.EEXIST)
        {
            // Another process was faster.
        }
        catch (LinuxException e) when (e.Error.IsDiskFull())
        {
            Release(root);
        }
    }

    /// <summary>True if there is room for changes of the catalogue. Gives the reserve up if it is necessary for that.</summary>
    public static bool HasRoom(DirectoryHandle root, string path)
    {
        if (HasRoom(path))
        {
            return true;
        }

        Release(root);
        return HasRoom(path);
    }

    private static bool HasRoom(string path)
    {
        var space = FileSystemSpace.Of(path);

        // Some file systems do not tell their size.
        return space.TotalBytes == 0 || (Environment.IsPrivilegedProcess ? space.FreeBytesForRoot : space.FreeBytes) >= MinimumRoom;
    }

    private static void Release(DirectoryHandle root)
    {
        try
        {
            root.Unlink(Name);
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            // It has been given up before.
        }
    }
}
