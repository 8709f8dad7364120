using Imaginator.ImageStores.Maintenance;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Removes expired images and unreferenced objects while other processes use the store.</summary>
/// <remarks>
/// <para>
/// The collector removes an object only if no image refers to it and no running upload has claimed it. This is safe because:
/// </para>
/// <list type="number">
/// <item>An upload writes every object that it relies on (found, added, or referred to) to its lease before it looks the object
/// up. It does both while it holds the store lock shared.</item>
/// <item>The collector decides and removes while it holds the store lock exclusively. Either the claim comes first, and the
/// collector reads it; or the object is removed before the lookup, and the upload adds it itself.</item>
/// <item>An upload ends its lease after the catalogue contains its image, and requires no lock for either. The collector reads
/// the leases before the catalogue: if it does not find the claims of an upload, it finds the image.</item>
/// <item>Pins are created under the shared lock, and images are removed under the exclusive lock.</item>
/// <item>A lease is valid while the kernel keeps the file lock of its owner: dead processes claim nothing.</item>
/// </list>
/// <para>
/// Nothing is removed because of a catalogue that is not trusted (<see cref="CatalogueTrust"/>) or a clock that has jumped
/// (<see cref="ClockGuard"/>).
/// </para>
/// <para>Only one collection or check runs at a time. Thread-safe.</para>
/// </remarks>
internal sealed class GarbageCollector(
    StoreDirectory store, ImageCatalogue catalogue, TreeObjects trees, ClockGuard clock, RecordUpkeep records, CatalogueTrust trust)
{
    /// <summary>The number of objects to remove before waiting uploads can continue: about 10 ms.</summary>
    public const int BatchSize = 500;

    /// <summary>Removes expired images, unreferenced objects, and remains of interrupted uploads.</summary>
    public async Task<StoreCollectionReport> CollectAsync(CancellationToken cancellationToken)
    {
        RequireWritable("cannot collect garbage");
        using var maintenance = await store.MaintenanceLock.AcquireExclusiveAsync(cancellationToken);
        _ = store.MakeRoom();
        trust.Require(cancellationToken);
        var images = await PurgeAsync(cancellationToken);
        await RemoveLeftoversAsync(cancellationToken);
        var (objects, bytes) = await SweepAsync(cancellationToken);
        records.Run(cancellationToken);
        store.KeepRoom();
        return new StoreCollectionReport(images, objects, bytes);
    }

    /// <summary>Rejects changes on a read-only file system. The action is a clause.</summary>
    public void RequireWritable(string action)
    {
        if (store.IsReadOnly)
        {
            throw store.IsFull ? StoreErrors.DiskFull(store.Path, action) : StoreErrors.ReadOnly(store.Path, action);
        }
    }

    /// <summary>
    /// Removes leases and directories of interrupted uploads. The caller must hold the maintenance lock. Returns their number.
    /// </summary>
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
    /// Lists the directories of uploads that have ended. An upload creates its lease before its directory and removes it
    /// afterwards: a directory without a lease has no owner.
    /// </summary>
    public IReadOnlyList<string> ListAbandonedUploads()
    {
        using var listing = store.Incoming.Reopen();
        return [.. listing.ReadEntries().Where(name => !store.Leases.HasUpload(name))];
    }

    /// <summary>Removes all unreferenced objects. The caller must hold the maintenance lock.</summary>
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

    /// <summary>
    /// Removes the unreferenced objects among at most <see cref="BatchSize"/> candidates, which it enumerates lazily. The caller
    /// must hold the maintenance lock.
    /// </summary>
    public async Task<(long Objects, long Bytes)> RemoveAsync(
        LiveReferences live, IEnumerable<ObjectHash> candidates, CancellationToken cancellationToken)
    {
        // Reads the trees of new images before it takes the lock.
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

    /// <summary>
    /// Removes deleted and expired images, like a collection, but no objects. Returns their number. Expired images stay while the
    /// clock is suspect.
    /// </summary>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var now = clock.TrustedNow();
        IReadOnlyList<string> removed;
        using (await store.Lock.AcquireExclusiveAsync(cancellationToken))
        {
            removed = catalogue.Purge(store.Leases.ReadPins(), now);
        }

        foreach (var image in removed)
        {
            store.Records.Remove(image);
        }

        return removed.Count;
    }

    /// <summary>Reads the claims of running uploads. The caller must hold the store lock exclusively.</summary>
    public HashSet<UInt128> ReadClaims()
    {
        var claimed = new HashSet<UInt128>();
        store.Leases.ReadClaims(hash => claimed.Add(HashKey.Of(hash)));
        return claimed;
    }

    /// <summary>Lists objects that no image refers to. Running uploads can claim them.</summary>
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
