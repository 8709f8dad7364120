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
            FileContents.WriteWhole(target, bytes.Span);
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

        PreallocateAs(source, target);
        if (FileCopying.Copy(source, target, contents.Length, cancellationToken) is var copied && copied < contents.Length)
        {
            throw EndsEarly(copied);
        }
    }

    private async ValueTask CopyStreamAsync(SafeFileHandle target, CancellationToken cancellationToken)
    {
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

            // A hole at the end has not extended the file.
            RandomAccess.SetLength(target, contents.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Never more than was announced. The stream does not say where the file had holes: long runs of zeros become holes.
    private long Append(SafeFileHandle target, byte[] buffer, int count, long position)
    {
        count = (int)Math.Min(count, contents.Length - position);
        FileContents.WriteWithHoles(target, buffer.AsSpan(0, count), position);
        return count > 0 ? position + count : throw EndsEarly(position);
    }

    private IOException EndsEarly(long position) => new($"the object ends after {position} of {contents.Length} bytes");

    // Space that is reserved for a file fills its holes.
    private void PreallocateAs(SafeFileHandle source, SafeFileHandle target)
    {
        if (contents.Length >= WorthPreallocating && FileHandles.GetStatus(source) is var status && status.AllocatedSize >= status.Size)
        {
            FileHandles.Preallocate(target, contents.Length);
        }
    }
}
