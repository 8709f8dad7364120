using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;
using Imaginator.Quantities;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Counts the data that a garbage collection would remove. Reports one line for each kind.</summary>
internal sealed class LeftoverCount(StoreDirectory store, GarbageCollector collector)
{
    public async Task<IReadOnlyList<string>> CountAsync(LiveReferences live, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        long objects = 0, bytes = 0;
        if (TryRefresh(live, cancellationToken) is { } fault)
        {
            faults.Add(fault);
        }
        else
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
            faults.Add($"{CountText.Of(objects, "unreferenced object")} with {ByteSize.Describe(bytes)}: an upload was interrupted");
        }

        int leases;
        using (await store.Lock.AcquireExclusiveAsync(cancellationToken))
        {
            leases = store.Leases.ListDead().Count;
        }

        if (leases + collector.ListAbandonedUploads().Count is > 0 and var uploads)
        {
            faults.Add($"{store.Incoming.DisplayPath}: {CountText.Of(uploads, "remnant")} of interrupted uploads (leases and directories)");
        }

        return faults;
    }

    private static string? TryRefresh(LiveReferences live, CancellationToken cancellationToken)
    {
        try
        {
            live.Refresh(cancellationToken);
            return null;
        }
        catch (ImageStoreException e)
        {
            return $"cannot find unreferenced objects: {e.Message}";
        }
    }
}
