using Imaginator.ImageStores.Maintenance;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Removes what nothing needs, while other processes go on to use the store.</summary>
/// <remarks>
/// <para>
/// An object is removed only if no image needs it and no running upload has claimed it. Why that is safe:
/// </para>
/// <list type="number">
/// <item>Whatever an upload relies on - objects it has found, brought, or refers to - it has written into its lease
/// first, and only then has looked whether the object is there. Both happen while it holds the store lock shared.</item>
/// <item>The collector decides and removes while it holds the store lock exclusively. So either the claim came first,
/// and the collector reads it; or the object was gone before the upload looked, and the upload brings it itself.</item>
/// <item>An upload ends its lease after its image is in the catalogue, and needs no lock for either. The collector reads
/// the leases first and the catalogue afterwards: of an upload whose claims it does not find any more, it finds the
/// image.</item>
/// <item>Pins are made under the shared lock, and images expire for good under the exclusive one.</item>
/// <item>A lease counts for as long as the kernel keeps its owner's file lock: the dead claim nothing.</item>
/// </list>
/// <para>One collection or check runs at a time. Thread-safe.</para>
/// </remarks>
internal sealed class GarbageCollector(
    StoreDirectory store, ImageCatalogue catalogue, TreeObjects trees, TimeProvider timeProvider)
{
    /// <summary>How many objects are removed before waiting uploads get their turn: some 10 ms.</summary>
    public const int BatchSize = 500;

    /// <summary>Removes expired images, unneeded objects, and what crashes have left behind.</summary>
    public async Task<StoreCollectionReport> CollectAsync(CancellationToken cancellationToken)
    {
        using var maintenance = await store.MaintenanceLock.AcquireExclusiveAsync(cancellationToken);
        int images;
        using (await store.Lock.AcquireExclusiveAsync(cancellationToken))
        {
            images = catalogue.Purge(store.Leases.ReadPins(), timeProvider.GetUtcNow());
        }

        await RemoveLeftoversAsync(cancellationToken);
        var (objects, bytes) = await SweepAsync(cancellationToken);
        return new StoreCollectionReport(images, objects, bytes);
    }

    /// <summary>Removes leases and half-written objects of uploads that died. The maintenance lock must be held.</summary>
    public async Task<int> RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        using (await store.Lock.AcquireExclusiveAsync(cancellationToken))
        {
            foreach (var name in store.Leases.ListDead())
            {
                store.Leases.RemoveDead(name);
                removed++;
            }
        }

        foreach (var name in ListAbandonedUploads())
        {
            cancellationToken.ThrowIfCancellationRequested();
            IncomingDirectory.Remove(store.Incoming, name);
            removed++;
        }

        return removed;
    }

    /// <summary>
    /// Directories of uploads that have ended. The lease is made before the directory and goes after it: a directory
    /// that is seen without a lease has no owner.
    /// </summary>
    public IReadOnlyList<string> ListAbandonedUploads()
    {
        using var listing = store.Root.OpenDirectory(StoreDirectory.IncomingName);
        return [.. listing.ReadEntries().Where(name => !store.Leases.HasUpload(name))];
    }

    /// <summary>Removes objects that nothing needs. The maintenance lock must be held.</summary>
    public async Task<(long Objects, long Bytes)> SweepAsync(CancellationToken cancellationToken)
    {
        var live = new LiveReferences(catalogue, trees);
        live.Refresh(cancellationToken);
        long objects = 0, bytes = 0;
        foreach (var batch in ListUnreferenced(live).Chunk(BatchSize))
        {
            var (count, size) = await RemoveAsync(live, batch, cancellationToken);
            objects += count;
            bytes += size;
        }

        return (objects, bytes);
    }

    /// <summary>Removes those of some objects that nothing needs. The maintenance lock must be held.</summary>
    public async Task<(long Objects, long Bytes)> RemoveAsync(
        LiveReferences live, IEnumerable<ObjectHash> candidates, CancellationToken cancellationToken)
    {
        // Reads the trees of new images before others have to wait for it.
        live.Refresh(cancellationToken);
        long objects = 0, bytes = 0;
        using (await store.Lock.AcquireExclusiveAsync(cancellationToken))
        {
            var claimed = ReadClaims();
            live.Refresh(cancellationToken);
            foreach (var hash in candidates)
            {
                if (!claimed.Contains(HashKey.Of(hash)) && !live.Contains(hash) && TryRemove(hash) is { } length)
                {
                    objects++;
                    bytes += length;
                }
            }
        }

        return (objects, bytes);
    }

    /// <summary>Lets go of images that were deleted or have expired, as a collection does, and of nothing else.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        using (await store.Lock.AcquireExclusiveAsync(cancellationToken))
        {
            catalogue.Purge(store.Leases.ReadPins(), timeProvider.GetUtcNow());
        }
    }

    /// <summary>What running uploads rely on. The store lock must be held exclusively.</summary>
    public HashSet<UInt128> ReadClaims()
    {
        var claimed = new HashSet<UInt128>();
        store.Leases.ReadClaims(hash => claimed.Add(HashKey.Of(hash)));
        return claimed;
    }

    /// <summary>Objects that no image needs; running uploads may.</summary>
    public IEnumerable<ObjectHash> ListUnreferenced(LiveReferences live)
    {
        for (var prefix = 0; prefix < ObjectDirectory.PrefixCount; prefix++)
        {
            foreach (var item in store.Objects.List(prefix))
            {
                if (item.Hash is { } hash && !live.Contains(hash))
                {
                    yield return hash;
                }
            }
        }
    }

    private long? TryRemove(in ObjectHash hash)
    {
        var length = store.Objects.TryGetLength(hash);
        if (length is not null)
        {
            store.Objects.DirectoryOf(hash).Unlink(ObjectDirectory.FileNameOf(hash));
        }

        return length;
    }
}
