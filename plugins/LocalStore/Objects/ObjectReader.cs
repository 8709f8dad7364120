using System.Buffers;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>Hands out objects after it has compared their contents with their hash.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ObjectReader(ObjectDirectory objects, string storePath)
{
    /// <summary>
    /// Up to this length an object is read once, and handed out from memory; a longer one is read twice, the second time
    /// by the receiver, for whom cloning or copying it inside the kernel is cheaper than memory of any size.
    /// </summary>
    private const int LongestInMemory = 256 * 1024;

    private const int MostWorkers = 4;
    private const int FewestWorkers = 2;

    /// <summary>Delivers objects, several at once.</summary>
    public Task DeliverAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, FewestWorkers, MostWorkers),
            CancellationToken = cancellationToken,
        };
        return Parallel.ForAsync(
            0, hashes.Count, options, (index, token) => DeliverAsync(index, hashes[index], receive, token));
    }

    /// <summary>Delivers objects one after the other; the next ones are read and checked meanwhile.</summary>
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
                if (index < hashes.Count && ahead.Count < MostWorkers)
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
            foreach (var unwanted in ahead)
            {
                // Nobody asks any more what has become of it.
                await ((Task)unwanted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (unwanted.IsCompletedSuccessfully)
                {
                    (await unwanted).Dispose();
                }
            }
        }
    }

    /// <summary>Opens an object whose contents are right.</summary>
    public SafeFileHandle OpenVerified(ObjectHash hash, CancellationToken cancellationToken)
    {
        var file = objects.TryOpen(hash) ?? throw StoreErrors.MissingObject(hash, objects.PathOf(hash));
        try
        {
            Verify(hash, ObjectHashing.Compute(file, null, cancellationToken));
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
            if (length > LongestInMemory)
            {
                Guard(hash, () => Verify(hash, ObjectHashing.Compute(file, null, cancellationToken)));
                return new CheckedObject(ObjectContents.FromFile(file, length), file, null);
            }

            buffer = ArrayPool<byte>.Shared.Rent((int)length);
            var contents = buffer.AsMemory(0, (int)length);
            Guard(hash, () => Verify(hash, ObjectHash.Compute(contents.Span[..ReadFully(file, contents.Span)])));
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
        Guard(hash, () => opened = objects.TryOpen(hash));
        var file = opened ?? throw StoreErrors.MissingObject(hash, objects.PathOf(hash));
        length = RandomAccess.GetLength(file);
        if (length == 0)
        {
            file.Dispose();
            throw StoreErrors.CorruptObject(hash, objects.PathOf(hash), "it is empty");
        }

        return file;
    }

    /// <summary>Failures of the disk become the store's; those of the receiver stay the receiver's.</summary>
    private void Guard(in ObjectHash hash, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Translate(e, $"cannot read object {hash}", storePath);
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

    private void Verify(in ObjectHash expected, in ObjectHash actual)
    {
        if (actual != expected)
        {
            throw StoreErrors.CorruptObject(expected, objects.PathOf(expected), "its contents do not match its hash");
        }
    }
}
