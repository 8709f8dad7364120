using Imaginator.Linux.Trees;
using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>Files of this machine by their paths, symbolic links followed; never for what is inside an image tree.</summary>
public static unsafe class HostFiles
{
    /// <summary>The status of what a path leads to.</summary>
    /// <returns>The status, or null where it leads to nothing.</returns>
    /// <exception cref="LinuxException">The kernel refuses for another reason.</exception>
    public static FileStatus? TryGetStatus(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var buffer = new byte[NativeCall.BufferLength(path)];
        fixed (byte* pointer = NativeCall.EncodeName(path, buffer, "stat"))
        {
            stat status;
            if (LibC.stat(pointer, &status) == 0)
            {
                return FileStatus.From(status);
            }

            return NativeCall.LastError is Errno.ENOENT or Errno.ENOTDIR
                ? null
                : throw new LinuxException("stat", path, NativeCall.LastError);
        }
    }
}
