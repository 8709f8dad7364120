using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Reporting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3.Reading;

/// <summary>Delivers objects: from the cache, and with few, large requests from the packs.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ObjectReader(IBucket bucket, ObjectTable table, IndexSync sync, ReadCache? cache, int parallelism, ILogger logger)
{
    /// <summary>Delivers objects after a comparison of their contents with their hashes.</summary>
    public async Task DeliverAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // 1. Locations, from new index objects too.
        var wanted = await LocateAsync(hashes, [.. Enumerable.Range(0, hashes.Count)], cancellationToken);

        // 2. Objects in the cache.
        wanted = await DeliverCachedAsync(wanted, receive, cancellationToken);

        // 3. The others. A garbage collection can have removed the pack of an object that has another location now.
        if (await DeliverRangesAsync(wanted, receive, cancellationToken) is not { Count: > 0 } moved)
        {
            return;
        }

        await sync.SyncCompletelyAsync(cancellationToken);
        wanted = await LocateAsync(hashes, moved, cancellationToken);
        if (await DeliverRangesAsync(wanted, receive, cancellationToken) is { Count: > 0 } missing)
        {
            throw StoreErrors.MissingObject(bucket.DisplayName, hashes[missing[0]]);
        }
    }

    private async Task<IReadOnlyList<WantedObject>> LocateAsync(
        IReadOnlyList<ObjectHash> hashes, IReadOnlyList<int> indexes, CancellationToken cancellationToken)
    {
        var wanted = new List<WantedObject>(indexes.Count);
        var hasSynced = sync.Generation is null;
        if (hasSynced)
        {
            await sync.SyncAsync(cancellationToken);
        }

        foreach (var index in indexes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var location = table.Find(hashes[index]);
            if (location is null && !hasSynced)
            {
                hasSynced = true;
                await sync.SyncAsync(cancellationToken);
                location = table.Find(hashes[index]);
            }

            wanted.Add(new WantedObject(
                index, hashes[index], location ?? throw StoreErrors.MissingObject(bucket.DisplayName, hashes[index])));
        }

        return wanted;
    }

    private async Task<IReadOnlyList<WantedObject>> DeliverCachedAsync(
        IReadOnlyList<WantedObject> wanted, Func<int, ObjectContents, CancellationToken, ValueTask> receive, CancellationToken cancellationToken)
    {
        if (cache is null)
        {
            return wanted;
        }

        var uncached = new List<WantedObject>();
        foreach (var item in wanted)
        {
            using var file = cache.TryOpen(item.Hash, item.Location.Length, cancellationToken);
            if (file is null)
            {
                uncached.Add(item);
            }
            else
            {
                await receive(item.Index, ObjectContents.FromFile(file, item.Location.Length), cancellationToken);
            }
        }

        return uncached;
    }

    // Returns the indexes of the objects whose packs do not exist.
    private async Task<IReadOnlyList<int>> DeliverRangesAsync(
        IReadOnlyList<WantedObject> wanted, Func<int, ObjectContents, CancellationToken, ValueTask> receive, CancellationToken cancellationToken)
    {
        var missing = new List<int>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(PackRange.Plan(wanted), options, async (range, token) =>
        {
            var rest = await new RangeRead(bucket, table, cache, range, receive, logger).RunAsync(token);
            lock (missing)
            {
                missing.AddRange(rest);
            }
        });
        return missing;
    }
}
