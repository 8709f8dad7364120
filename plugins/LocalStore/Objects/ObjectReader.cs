using System.Buffers;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>Delivers objects after a check of their contents against their hashes.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ObjectReader(ObjectDirectory objects)
{
    /// <summary>
    /// Objects of up to this length are read once and delivered in memory. Longer ones are read twice, the second time by the
    /// receiver, for which cloning or copying in the kernel is cheaper than unlimited memory.
    /// </summary>
    private const int MaximumLengthInMemory = 256 * 1024;

    private const int MaximumWorkers = 4;
    private const int MinimumWorkers = 2;

    /// <summary>Delivers objects, several at a time, in any order.</summary>
    public Task DeliverAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, MinimumWorkers, MaximumWorkers),
            CancellationToken = cancellationToken,
        };
        return Parallel.ForAsync(
            0, hashes.Count, options, (index, token) => DeliverAsync(index, hashes[index], receive, token));
    }

    /// <summary>Delivers objects one after another, in order. Reads and checks the next ones in advance.</summary>
    public async Task DeliverInOrderAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        var ahead = new Queue<Task<CheckedObject>>();
        try
        {
            for (var index = 0; index < hashes.Count || ahead.Count > 0;)
            {
                if (index < hashes.Count && ahead.Count < MaximumWorkers)
                {
                    var hash = hashes[index++];
                    ahead.Enqueue(Task.Run(() => Check(hash, cancellationToken), cancellationToken));
                    continue;
                }

                using var next = await ahead.Dequeue();
                await receive(next.Contents, cancellationToken);
            }
        }
        finally
        {
            foreach (var unused in ahead)
            {
                // The call has failed or was cancelled: the results are unused.
                await ((Task)unused).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (unused.IsCompletedSuccessfully)
                {
                    (await unused).Dispose();
                }
            }
        }
    }

    /// <summary>
    /// Opens an object after a check of its contents. Fails if it is missing or corrupt, and for another reason if it cannot be read.
    /// </summary>
    public SafeFileHandle OpenVerified(ObjectHash hash, CancellationToken cancellationToken)
    {
        var file = Open(hash, out _);
        try
        {
            Guard(hash, () => Verify(hash, ObjectHashing.Compute(file, null, cancellationToken), file));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async ValueTask DeliverAsync(
        int index,
        ObjectHash hash,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        using var found = Check(hash, cancellationToken);
        await receive(index, found.Contents, cancellationToken);
    }

    private CheckedObject Check(ObjectHash hash, CancellationToken cancellationToken)
    {
        var file = Open(hash, out var length);
        byte[]? buffer = null;
        try
        {
            if (length > MaximumLengthInMemory)
            {
                Guard(hash, () => Verify(hash, ObjectHashing.Compute(file, null, cancellationToken), file));
                return new CheckedObject(ObjectContents.FromFile(file, length), file, null);
            }

            buffer = ArrayPool<byte>.Shared.Rent((int)length);
            var contents = buffer.AsMemory(0, (int)length);
            Guard(hash, () => Verify(hash, ObjectHash.Compute(contents.Span[..ReadFully(file, contents.Span)]), file));
            return new CheckedObject(ObjectContents.FromBytes(contents), file, buffer);
        }
        catch
        {
            new CheckedObject(null!, file, buffer).Dispose();
            throw;
        }
    }

    private SafeFileHandle Open(ObjectHash hash, out long length)
    {
        SafeFileHandle? opened = null;
        var found = 0L;
        try
        {
            Guard(hash, () =>
            {
                opened = objects.TryOpen(hash);
                found = opened is null ? 0 : RandomAccess.GetLength(opened);
            });
            var file = opened ?? throw StoreErrors.MissingObject(hash, objects.PathOf(hash));
            if (found == 0)
            {
                ObjectDirectory.MarkDamaged(file);
                throw StoreErrors.CorruptObject(hash, objects.PathOf(hash), "it is empty");
            }

            length = found;
            return file;
        }
        catch
        {
            opened?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Converts failures of the disk, which do not mean that the object is damaged. Exceptions of the receiver pass through.
    /// </summary>
    private void Guard(ObjectHash hash, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Unreadable($"object {hash} ({objects.PathOf(hash)})", e);
        }
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> buffer)
    {
        var length = 0;
        for (int count; length < buffer.Length && (count = RandomAccess.Read(file, buffer[length..], length)) > 0;)
        {
            length += count;
        }

        return length;
    }

    private void Verify(in ObjectHash expected, in ObjectHash actual, SafeFileHandle file)
    {
        if (actual != expected)
        {
            ObjectDirectory.MarkDamaged(file);
            throw StoreErrors.CorruptObject(expected, objects.PathOf(expected), "its contents do not match its hash");
        }
    }
}
