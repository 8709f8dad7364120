using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Trees;

/// <summary>Reads and writes open regular files in pieces of bounded size.</summary>
public static class FileContents
{
    private const int BufferLength = 128 * 1024;

    // Zeros become holes in whole parts of this length: a shorter hole costs more in the list of extents than it saves in blocks.
    private const int HoleLength = 64 * 1024;

    /// <summary>
    /// Reads at an offset of a file. For many small files: <see cref="RandomAccess"/> queries the type of the file
    /// twice before it reads the first byte.
    /// </summary>
    /// <param name="file">The file, open for reading.</param>
    /// <param name="offset">The offset, in bytes.</param>
    /// <returns>The number of bytes read; 0 at the end of the file.</returns>
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

    /// <summary>Writes all bytes at an offset of a file. For many small files, see <see cref="ReadAt"/>.</summary>
    /// <param name="file">The file, open for writing.</param>
    /// <param name="offset">The offset, in bytes.</param>
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

    /// <summary>Writes the whole contents of an empty file. Long runs of zeros become holes.</summary>
    /// <param name="file">The file, open for writing.</param>
    /// <exception cref="IOException">Writing failed.</exception>
    public static void WriteWhole(SafeFileHandle file, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HoleLength)
        {
            WriteAt(file, bytes, 0);
            return;
        }

        WriteWithHoles(file, bytes, 0);
        RandomAccess.SetLength(file, bytes.Length);
    }

    /// <summary>
    /// Writes bytes to a range of a file that has not been written yet. Long runs of zeros become holes; the caller sets the
    /// length of the file at the end, because a hole does not extend it.
    /// </summary>
    /// <param name="file">The file, open for writing.</param>
    /// <param name="offset">The offset, in bytes.</param>
    /// <exception cref="LinuxException">Writing failed.</exception>
    public static void WriteWithHoles(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        var start = 0;
        for (var position = 0; position < bytes.Length;)
        {
            var length = (int)Math.Min(bytes.Length - position, HoleLength - ((offset + position) % HoleLength));
            if (!bytes.Slice(position, length).ContainsAnyExcept((byte)0))
            {
                WriteAt(file, bytes[start..position], offset + start);
                start = position + length;
            }

            position += length;
        }

        WriteAt(file, bytes[start..], offset + start);
    }

    /// <summary>Copies the contents of a file from its start. Long runs of zeros become holes.</summary>
    /// <param name="target">The file to write to, which is empty after the offset.</param>
    /// <param name="targetOffset">The offset in the target, in bytes.</param>
    /// <param name="maximumLength">The maximum number of bytes to copy, for files that grow during the copy.</param>
    /// <returns>The number of bytes copied.</returns>
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

                WriteWithHoles(target, piece[..length], targetOffset + copied);
                copied += length;
            }

            if (copied > 0)
            {
                RandomAccess.SetLength(target, targetOffset + copied);
            }

            return copied;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Compares the contents of two files.</summary>
    /// <returns>Whether the contents are equal.</returns>
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

    // A single read can return fewer bytes than are available.
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
