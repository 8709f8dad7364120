using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;
using Imaginator.Quantities;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>
/// Counts the data that the next garbage collection removes: a running store always has some, so that it is no fault. Returns one line
/// for each kind.
/// </summary>
internal sealed class LeftoverCount(StoreDirectory store, GarbageCollector collector)
{
    public async Task<IReadOnlyList<string>> CountAsync(LiveReferences live, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        long objects = 0, bytes = 0;

        // Otherwise the references of an image are unknown, whose tree the check has reported.
        if (TryRefresh(live, cancellationToken))
        {
            var unreferenced = collector.ListUnreferenced(live).ToArray();
            using (await store.Lock.AcquireExclusiveAsync(cancellationToken))
            {
                var claimed = collector.ReadClaims();
                live.Refresh(cancellationToken);
                foreach (var hash in unreferenced.Where(hash => !claimed.Contains(HashKey.Of(hash)) && !live.Contains(hash)))
                {
                    objects++;
                    bytes += store.Objects.TryGetLength(hash) ?? 0;
                }
            }
        }

        if (objects > 0)
        {
            lines.Add($"{CountText.Of(objects, "unreferenced object")} with {ByteSize.Describe(bytes)}, which the next garbage collection removes");
        }

        int leases;
        using (await store.Lock.AcquireExclusiveAsync(cancellationToken))
        {
            leases = store.Leases.ListDead().Count;
        }

        if (leases + collector.ListAbandonedUploads().Count is > 0 and var uploads)
        {
            lines.Add(
                $"{store.Incoming.DisplayPath}: {CountText.Of(uploads, "remnant")} of interrupted uploads (leases and directories), which the next garbage collection removes");
        }

        return lines;
    }

    private static bool TryRefresh(LiveReferences live, CancellationToken cancellationToken)
    {
        try
        {
            live.Refresh(cancellationToken);
            return true;
        }
        catch (ImageStoreException)
        {
            return false;
        }
    }
}
