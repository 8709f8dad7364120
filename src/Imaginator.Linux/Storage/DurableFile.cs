using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>
/// Replaces small files of the daemon's state: after a crash, a file has either the old or the new contents, never a
/// part of them.
/// </summary>
public static unsafe class DurableFile
{
    /// <summary>
    /// Replaces a file: writes a new file in the same directory, flushes it to the disk, and renames it over the old
    /// one.
    /// </summary>
    /// <param name="path">The path of the file; at most one writer at a time. Its directory must exist.</param>
    /// <param name="mode">The permissions of the new file, before the umask is applied.</param>
    /// <exception cref="IOException">Writing failed; the old file, if any, is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller has no permission to write the file.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> contents, UnixFileMode mode)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // A fixed name, so that crashes leave at most one file; a new file, so that it has the requested mode.
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = File.Open(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = mode,
        }))
        {
            file.Write(contents);
            Flushing.SyncFile(file.SafeFileHandle);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    // Flushing the directory makes the rename durable.
    private static void SyncDirectory(string path)
    {
        var buffer = new byte[NativeCall.BufferLength(path)];
        fixed (byte* pointer = NativeCall.EncodeName(path, buffer, "open"))
        {
            var descriptor = LibC.open(pointer, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC);
            NativeCall.ThrowIfFailed(descriptor, "open", path);
            using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
            Flushing.SyncFile(directory);
        }
    }
}
