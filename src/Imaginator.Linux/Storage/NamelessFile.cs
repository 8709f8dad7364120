using System.Text;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>
/// Files without a name: their contents use disk space instead of memory, and disappear when the last process that has
/// them open closes them.
/// </summary>
public static unsafe class NamelessFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a nameless file for reading and writing by this process.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not writable.</exception>
    public static FileStream Create(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return TryOpen(directory) is { } file ? new FileStream(file, FileAccess.ReadWrite, bufferSize: 0) : CreateNamed(directory);
    }

    /// <summary>
    /// Opens a file that never has a name, so that even a killed process leaves none; null if that fails. Some file systems cannot do that;
    /// a file with a name fails for the other reasons as well, and explains them.
    /// </summary>
    private static SafeFileHandle? TryOpen(string directory)
    {
        fixed (byte* path = Encoding.UTF8.GetBytes(directory + "\0"))
        {
            var descriptor = LibC.open(path, LibC.O_TMPFILE | LibC.O_RDWR | LibC.O_CLOEXEC, (mode_t)(uint)OwnerOnly);
            return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    private static FileStream CreateNamed(string directory)
    {
        // The name exists only briefly; it identifies the file if the process is killed at that moment.
        var path = Path.Combine(directory, Guid.NewGuid().ToString("N") + ".output");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = OwnerOnly,
            BufferSize = 0,
        });
        File.Delete(path);
        return file;
    }
}
