using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Objects that no image refers to, by age: for remote administration of the store.</summary>
internal sealed class UnreferencedObjects(
    StoreDirectory store, ImageCatalogue catalogue, TreeObjects trees, GarbageCollector collector, CatalogueTrust trust)
{
    /// <summary>Lists the objects, from the oldest to the newest.</summary>
    public IReadOnlyList<StoredObject> List(CancellationToken cancellationToken) =>
        [.. Find(new LiveReferences(catalogue, trees), cancellationToken)];

    /// <summary>Removes the oldest unclaimed objects until their minimum percentage and total size are reached.</summary>
    public async Task<StoreCollectionReport> RemoveAsync(int percentage, long bytes, CancellationToken cancellationToken)
    {
        collector.RequireWritable("cannot remove objects");
        using var maintenance = await store.MaintenanceLock.AcquireExclusiveAsync(cancellationToken);
        trust.Require(cancellationToken);
        var live = new LiveReferences(catalogue, trees);
        var found = Find(live, cancellationToken);
        var minimumCount = (found.Count * (long)percentage + 99) / 100;
        long removed = 0, removedBytes = 0;
        foreach (var batch in found.Chunk(GarbageCollector.BatchSize))
        {
            var (count, size) = await collector.RemoveAsync(
                live, EnumerateUntil(batch, minimumCount - removed, bytes - removedBytes), cancellationToken);
            removed += count;
            removedBytes += size;
            if (removed >= minimumCount && removedBytes >= bytes)
            {
                break;
            }
        }

        return new StoreCollectionReport(0, removed, removedBytes);
    }

    private static IEnumerable<ObjectHash> EnumerateUntil(IEnumerable<StoredObject> objects, long count, long bytes)
    {
        foreach (var item in objects)
        {
            if (count <= 0 && bytes <= 0)
            {
                yield break;
            }

            yield return item.Hash;
            count--;
            bytes -= item.Length;
        }
    }

    private List<StoredObject> Find(LiveReferences live, CancellationToken cancellationToken)
    {
        live.Refresh(cancellationToken);
        var found = new List<(StoredObject Object, long Seconds, int Nanoseconds)>();
        foreach (var hash in collector.ListUnreferenced(live))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (store.Objects.DirectoryOf(hash).TryGetStatus(ObjectDirectory.FileNameOf(hash)) is { } status)
            {
                found.Add((new StoredObject(hash, status.Size), status.MtimeSeconds, status.MtimeNanoseconds));
            }
        }

        return [.. found.OrderBy(item => item.Seconds).ThenBy(item => item.Nanoseconds).Select(item => item.Object)];
    }
}
