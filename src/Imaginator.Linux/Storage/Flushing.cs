using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>Flushes written data to the disk. Every member throws <see cref="LinuxException"/> on failure.</summary>
public static class Flushing
{
    private const int StartWrite = 2;

    /// <summary>
    /// Flushes all modified data of a file system to its disk (<c>syncfs</c>) and waits until it is written. Also fails
    /// if an earlier write-back on the file system failed since the handle was opened; each handle reports such a
    /// failure once.
    /// </summary>
    public static void SyncFileSystem(SafeFileHandle file) =>
        NativeCall.ThrowIfFailed(LibC.syncfs(FileHandles.Descriptor(file)), "syncfs", "");

    /// <summary>Flushes a file and its metadata to the disk (<c>fsync</c>) and waits until they are written.</summary>
    public static void SyncFile(SafeFileHandle file) =>
        NativeCall.ThrowIfFailed(LibC.fsync(FileHandles.Descriptor(file)), "fsync", "");

    /// <summary>Starts to flush the data of a file to the disk (<c>sync_file_range</c>) without waiting.</summary>
    public static void StartWriteback(SafeFileHandle file) =>
        NativeCall.ThrowIfFailed(
            LibC.sync_file_range(FileHandles.Descriptor(file), 0, 0, StartWrite), "sync_file_range", "");
}
