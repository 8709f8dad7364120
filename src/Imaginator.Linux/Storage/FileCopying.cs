using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Storage;

/// <summary>Copies contents between open files without moving them through this process.</summary>
public static unsafe class FileCopying
{
    private const Errno NotATypewriter = (Errno)25;

    /// <summary>Makes a file share the blocks of another file (<c>FICLONE</c>), without copying.</summary>
    /// <param name="source">The file to share, open for reading.</param>
    /// <param name="target">The file to fill, open for writing; its contents are replaced.</param>
    /// <returns>
    /// Whether the blocks are shared; false if the file system does not support it or the files are on different file
    /// systems.
    /// </returns>
    /// <exception cref="LinuxException">
    /// The kernel failed to share the blocks, for example because the disk is full or an input or output error
    /// occurred.
    /// </exception>
    public static bool TryClone(SafeFileHandle source, SafeFileHandle target)
    {
        var result = NativeCall.Syscall(
            StorageSyscalls.Ioctl, FileHandles.Descriptor(target), StorageSyscalls.CloneRequest, FileHandles.Descriptor(source));
        return result == 0 || (IsUnsupported(NativeCall.LastError) ? false : throw Failure("ioctl FICLONE"));
    }

    /// <summary>Creates a second name for an open file (<c>linkat</c>), without copying.</summary>
    /// <param name="name">The new name; must not exist.</param>
    /// <returns>
    /// Whether the name was created; false across file systems, and if the file is immutable or has the maximum number
    /// of names.
    /// </returns>
    /// <exception cref="LinuxException">
    /// The kernel failed to create the name, for example because the disk is full or the name exists.
    /// </exception>
    public static bool TryLink(SafeFileHandle source, DirectoryHandle directory, string name)
    {
        ArgumentNullException.ThrowIfNull(directory);
        fixed (byte* target = NativeCall.EncodeName(name, new byte[NativeCall.BufferLength(name)], "linkat"))
        fixed (byte* empty = "\0"u8)
        {
            const int EmptyPath = 0x1000; // AT_EMPTY_PATH
            var result = Tmds.Linux.LibC.linkat(
                FileHandles.Descriptor(source), empty, directory.Descriptor, target, EmptyPath);
            GC.KeepAlive(source);

            // ENOENT: without the capability CAP_DAC_READ_SEARCH, older kernels do not support the empty path.
            return result == 0 || (NativeCall.LastError is var error
                && (IsUnsupported(error) || error is Errno.EMLINK or Errno.ENOENT) ? false : throw Failure("linkat"));
        }
    }

    /// <summary>Copies a range inside the kernel (<c>copy_file_range</c>).</summary>
    /// <param name="source">The file to copy from, open for reading.</param>
    /// <param name="target">The file to copy to, open for writing.</param>
    /// <param name="offset">The start of the range in both files, in bytes.</param>
    /// <param name="length">The length of the range, in bytes.</param>
    /// <returns>
    /// The number of bytes copied from the start of the range; 0 at the end of the source; null if the kernel cannot
    /// copy between these files.
    /// </returns>
    /// <exception cref="LinuxException">
    /// The kernel failed to copy, for example because the disk is full or an input or output error occurred.
    /// </exception>
    public static long? TryCopyRange(SafeFileHandle source, SafeFileHandle target, long offset, long length)
    {
        long sourceOffset = offset, targetOffset = offset;
        var result = (long)NativeCall.Syscall(
            SyscallNumbers.CopyFileRange,
            FileHandles.Descriptor(source),
            (nint)(&sourceOffset),
            FileHandles.Descriptor(target),
            (nint)(&targetOffset),
            (nint)length);
        if (result >= 0)
        {
            return result;
        }

        return NativeCall.LastError is var error && error == Errno.EINTR
            ? TryCopyRange(source, target, offset, length)
            : IsUnsupported(error) ? null : throw Failure("copy_file_range");
    }

    // Some file systems and kernels return EINVAL or ENOTTY instead of "not supported". ETXTBSY: a swap file.
    private static bool IsUnsupported(Errno error) =>
        error is Errno.EOPNOTSUPP or Errno.ENOSYS or Errno.EXDEV or Errno.EINVAL or NotATypewriter or Errno.EPERM
            or Errno.ETXTBSY;

    private static LinuxException Failure(string call) => new(call, "", NativeCall.LastError);
}
