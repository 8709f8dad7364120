using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Storage;

/// <summary>Files that serve only as locks among threads and processes that share a directory.</summary>
public static class LockFile
{
    private const uint Permissions = 0x180; // 0600

    /// <summary>Opens a lock file and creates it if it is missing. Safe for concurrent callers.</summary>
    /// <returns>The file, open for reading and writing; closing it releases its lock.</returns>
    /// <exception cref="LinuxException">The file can be neither opened nor created.</exception>
    public static SafeFileHandle Open(DirectoryHandle directory, string name)
    {
        ArgumentNullException.ThrowIfNull(directory);
        while (true)
        {
            try
            {
                return directory.OpenFileForWriting(name);
            }
            catch (LinuxException missing) when (missing.Error == Errno.ENOENT)
            {
                try
                {
                    return directory.CreateFile(name, Permissions);
                }
                catch (LinuxException e) when (e.Error == Errno.EEXIST)
                {
                    // Another process created the file first; the next iteration opens it.
                    continue;
                }
            }
        }
    }

    /// <summary>
    /// Opens a lock file, acquires its exclusive lock and waits for it. Only for locks that are held briefly.
    /// </summary>
    /// <returns>The file; closing it releases the lock.</returns>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static SafeFileHandle Take(DirectoryHandle directory, string name)
    {
        var file = Open(directory, name);
        try
        {
            FileLocks.LockExclusive(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
