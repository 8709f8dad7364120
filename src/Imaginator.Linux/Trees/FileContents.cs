using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Trees;

/// <summary>Contents of open regular files, in pieces of bounded size whatever the size of the file.</summary>
public static class FileContents
{
    private const int BufferLength = 128 * 1024;

    /// <summary>
    /// Reads at a place of a file. For many small files: <see cref="RandomAccess"/> asks the kernel twice what kind of
    /// file it is before it reads the first byte.
    /// </summary>
    /// <param name="file">The file, open for reading.</param>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="offset">The place, in bytes.</param>
    /// <returns>How many bytes were read; 0 at the end of the file.</returns>
    /// <exception cref="LinuxException">Reading failed.</exception>
    public static unsafe int ReadAt(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        fixed (byte* pointer = buffer)
        {
            while (true)
            {
                var count = (long)Tmds.Linux.LibC.pread(
                    FileHandles.Descriptor(file), pointer, buffer.Length, offset);
                GC.KeepAlive(file);
                if (count >= 0)
                {
                    return (int)count;
                }

                if (NativeCall.LastError != Errno.EINTR)
                {
                    NativeCall.ThrowLastError("pread", "");
                }
            }
        }
    }

    /// <summary>Writes all bytes at a place of a file; for many small files, as <see cref="ReadAt"/>.</summary>
    /// <param name="file">The file, open for writing.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">The place, in bytes.</param>
    /// <exception cref="LinuxException">Writing failed.</exception>
    public static unsafe void WriteAt(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            fixed (byte* pointer = bytes)
            {
                var count = (long)Tmds.Linux.LibC.pwrite(FileHandles.Descriptor(file), pointer, bytes.Length, offset);
                GC.KeepAlive(file);
                if (count < 0)
                {
                    if (NativeCall.LastError != Errno.EINTR)
                    {
                        NativeCall.ThrowLastError("pwrite", "");
                    }

                    continue;
                }

                bytes = bytes[(int)count..];
                offset += count;
            }
        }
    }

    /// <summary>Copies the contents of a file from its start.</summary>
    /// <param name="targetOffset">Where in the target the copy goes, in bytes.</param>
    /// <param name="maximumLength">Stops after that many bytes, for files that grow meanwhile.</param>
    /// <returns>How many bytes were copied.</returns>
    /// <exception cref="IOException">Reading or writing failed.</exception>
    public static long Copy(
        SafeFileHandle source,
        SafeFileHandle target,
        long targetOffset,
        long maximumLength,
        CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            long copied = 0;
            while (copied < maximumLength)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = buffer.AsSpan(0, (int)Math.Min(BufferLength, maximumLength - copied));
                var length = RandomAccess.Read(source, piece, copied);
                if (length == 0)
                {
                    break;
                }

                RandomAccess.Write(target, piece[..length], targetOffset + copied);
                copied += length;
            }

            return copied;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Compares the contents of two files.</summary>
    /// <returns>Whether they hold the same bytes.</returns>
    /// <exception cref="IOException">Reading failed.</exception>
    public static bool AreEqual(SafeFileHandle left, SafeFileHandle right, CancellationToken cancellationToken)
    {
        if (RandomAccess.GetLength(left) != RandomAccess.GetLength(right))
        {
            return false;
        }

        var leftBuffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        var rightBuffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            long offset = 0;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var leftPiece = leftBuffer.AsSpan(0, Fill(left, leftBuffer.AsSpan(0, BufferLength), offset));
                var rightPiece = rightBuffer.AsSpan(0, Fill(right, rightBuffer.AsSpan(0, BufferLength), offset));
                if (!leftPiece.SequenceEqual(rightPiece))
                {
                    return false;
                }

                if (leftPiece.IsEmpty)
                {
                    return true;
                }

                offset += leftPiece.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(leftBuffer);
            ArrayPool<byte>.Shared.Return(rightBuffer);
        }
    }

    // A single read may return less than there is.
    private static int Fill(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var filled = 0;
        while (filled < buffer.Length && RandomAccess.Read(file, buffer[filled..], offset + filled) is > 0 and var length)
        {
            filled += length;
        }

        return filled;
    }
}
