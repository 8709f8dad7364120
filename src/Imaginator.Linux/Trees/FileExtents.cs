using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Trees;

/// <summary>Finds the parts of an open regular file that have contents on disk; between them are holes of zeros.</summary>
public static class FileExtents
{
    private const int SeekData = 3; // SEEK_DATA
    private const int SeekHole = 4; // SEEK_HOLE

    /// <summary>Finds the next part with contents.</summary>
    /// <param name="file">The file; its position changes.</param>
    /// <param name="offset">Where the search starts, in bytes.</param>
    /// <param name="length">The length of the file, in bytes.</param>
    /// <returns>
    /// The start and the end of the part, in bytes; both are the length if only a hole follows. On a file system that does not
    /// know holes, the rest of the file is one part.
    /// </returns>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static (long Start, long End) Next(SafeFileHandle file, long offset, long length)
    {
        if (Seek(file, offset, SeekData, length) is var start && start >= length)
        {
            return (length, length);
        }

        return (start, Math.Min(Seek(file, start, SeekHole, length), length));
    }

    private static long Seek(SafeFileHandle file, long offset, int whence, long length)
    {
        var found = (long)LibC.lseek(FileHandles.Descriptor(file), offset, whence);
        GC.KeepAlive(file);
        if (found >= 0)
        {
            return found;
        }

        return NativeCall.LastError switch
        {
            Errno.ENXIO => length,
            Errno.EINVAL or Errno.EOPNOTSUPP => whence == SeekData ? offset : length,
            var error => throw new LinuxException("lseek", "", error),
        };
    }
}
