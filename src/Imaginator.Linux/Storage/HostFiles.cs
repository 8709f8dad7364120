using Imaginator.Linux.Trees;
using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>
/// Operations on files of the host by path, following symbolic links. Never for files inside an image tree.
/// </summary>
public static unsafe class HostFiles
{
    /// <summary>Gets the status of the file at a path.</summary>
    /// <returns>The status; null if the file does not exist.</returns>
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
