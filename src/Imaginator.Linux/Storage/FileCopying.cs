using System.Buffers;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Storage;

/// <summary>Copies contents between open files without moving them through this process.</summary>
public static unsafe class FileCopying
{
    private const Errno NotATypewriter = (Errno)25;

    // Cancellation is checked after each piece.
    private const long MaximumPieceLength = 16 * 1024 * 1024;
    private const int BufferLength = 256 * 1024;

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

    /// <summary>Copies the contents of a file to an empty file, inside the kernel if possible. Holes stay holes.</summary>
    /// <param name="source">The file to copy from, open for reading.</param>
    /// <param name="target">The file to copy to, open for writing.</param>
    /// <param name="length">The length of the source, in bytes.</param>
    /// <param name="cancellationToken">Stops the copy half-way.</param>
    /// <returns>The number of bytes up to the end of the source: less than <paramref name="length"/> if the source is shorter.</returns>
    /// <exception cref="IOException">Reading or writing failed.</exception>
    public static long Copy(SafeFileHandle source, SafeFileHandle target, long length, CancellationToken cancellationToken)
    {
        for (var position = 0L; position < length;)
        {
            var (start, end) = FileExtents.Next(source, position, length);
            if (CopyPart(source, target, start, end, cancellationToken) is var reached && reached < end)
            {
                return reached;
            }

            position = end;
        }

        // A source that has become shorter ends like one with a hole.
        var actual = Math.Min(RandomAccess.GetLength(source), length);
        RandomAccess.SetLength(target, actual);
        return actual;
    }

    private static long CopyPart(
        SafeFileHandle source, SafeFileHandle target, long start, long end, CancellationToken cancellationToken)
    {
        for (var position = start; position < end;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (TryCopyRange(source, target, position, Math.Min(MaximumPieceLength, end - position)))
            {
                case null:
                    return CopyThroughMemory(source, target, position, end, cancellationToken);
                case 0:
                    return position;
                case { } count:
                    position += count;
                    break;
            }
        }

        return end;
    }

    private static long CopyThroughMemory(
        SafeFileHandle source, SafeFileHandle target, long start, long end, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferLength, end - start));
        try
        {
            var position = start;
            while (position < end)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - position));
                if (RandomAccess.Read(source, piece, position) is var count && count == 0)
                {
                    break;
                }

                FileContents.WriteWithHoles(target, piece[..count], position);
                position += count;
            }

            return position;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Some file systems and kernels return EINVAL or ENOTTY instead of "not supported". ETXTBSY: a swap file.
    private static bool IsUnsupported(Errno error) =>
        error is Errno.EOPNOTSUPP or Errno.ENOSYS or Errno.EXDEV or Errno.EINVAL or NotATypewriter or Errno.EPERM
            or Errno.ETXTBSY;

    private static LinuxException Failure(string call) => new(call, "", NativeCall.LastError);
}
