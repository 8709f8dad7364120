using System.Buffers;
using Imaginator.ImageStores.Objects;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Unpacking;

/// <summary>Fills several new files with the same contents. The contents are read once if they come from a stream.</summary>
internal sealed class FileFiller(ObjectContents contents)
{
    private const int BufferLength = 256 * 1024;

    // Cancellation is checked after each piece.
    private const int MaximumPieceLength = 16 * 1024 * 1024;

    // Below, a file is written in one go, and the file system knows best.
    private const int WorthPreallocating = 1024 * 1024;

    /// <summary>Fills a file.</summary>
    /// <param name="target">The file: empty, open for writing.</param>
    /// <param name="first">A file that is already filled; null for the first one.</param>
    /// <exception cref="IOException">The contents are shorter than they should be, or reading or writing failed.</exception>
    public ValueTask FillAsync(SafeFileHandle target, SafeFileHandle? first, CancellationToken cancellationToken)
    {
        if (contents.Bytes is { } bytes)
        {
            Preallocate(target);
            FileContents.WriteAt(target, bytes.Span, 0);
            return ValueTask.CompletedTask;
        }

        if ((contents.File ?? first) is { } source)
        {
            Copy(source, target, cancellationToken);
            return ValueTask.CompletedTask;
        }

        return CopyStreamAsync(target, cancellationToken);
    }

    // Shared blocks are best, a copy inside the kernel is second.
    private void Copy(SafeFileHandle source, SafeFileHandle target, CancellationToken cancellationToken)
    {
        if (RandomAccess.GetLength(source) is var actual && actual != contents.Length)
        {
            throw new IOException($"the object has {actual} bytes instead of {contents.Length}");
        }

        if (FileCopying.TryClone(source, target))
        {
            return;
        }

        Preallocate(target);
        for (var position = 0L; position < contents.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = Math.Min(MaximumPieceLength, contents.Length - position);
            if (FileCopying.TryCopyRange(source, target, position, piece) is not { } count)
            {
                CopyThroughMemory(source, target, position, cancellationToken);
                return;
            }

            position = RequireMore((int)count, position);
        }
    }

    private void CopyThroughMemory(
        SafeFileHandle source, SafeFileHandle target, long position, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferLength, contents.Length));
        try
        {
            while (position < contents.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = RandomAccess.Read(source, buffer, position);
                position = Append(target, buffer, count, position);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask CopyStreamAsync(SafeFileHandle target, CancellationToken cancellationToken)
    {
        Preallocate(target);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferLength, contents.Length));
        try
        {
            // The stream belongs to the creator of the contents.
            var stream = contents.OpenRead();
            for (var position = 0L; position < contents.Length;)
            {
                var count = await stream.ReadAsync(buffer, cancellationToken);
                position = Append(target, buffer, count, position);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Never more than was announced.
    private long Append(SafeFileHandle target, byte[] buffer, int count, long position)
    {
        count = (int)Math.Min(count, contents.Length - position);
        RandomAccess.Write(target, buffer.AsSpan(0, count), position);
        return RequireMore(count, position);
    }

    private long RequireMore(int count, long position) => count > 0
        ? position + count
        : throw new IOException($"the object ends after {position} of {contents.Length} bytes");

    private void Preallocate(SafeFileHandle target)
    {
        if (contents.Length >= WorthPreallocating)
        {
            FileHandles.Preallocate(target, contents.Length);
        }
    }
}
