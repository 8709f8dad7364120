using System.Collections.Immutable;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Claims;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Collecting;

/// <summary>
/// Removes packs in two collections: the first one decides, the next one after the removal delay checks that nothing refers to them and
/// removes them. README.md contains the argument that this never removes an object that an image needs.
/// </summary>
internal sealed class GarbageCollector(CollectionContext context)
{
    private const int MaximumAttempts = 10;

    // Index objects are merged when this many have less than half of the maximum.
    private const int MaximumSmallIndexes = 32;

    // The work of one collection on packs that are mostly garbage.
    private const long MaximumRewrittenBytes = 1L << 30;

    // Larger packs contain one object.
    private const long MaximumSparseLength = 128L << 20;

    /// <summary>Runs a collection.</summary>
    /// <exception cref="ImageStores.ImageStoreException">Another program collects, or the store has a fault.</exception>
    public async Task<StoreCollectionReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var lease = await CollectorLease.TryAcquireAsync(context.Bucket, context.Logger, cancellationToken)
            ?? throw StoreErrors.Busy(context.Bucket.DisplayName, "cannot collect garbage", "another program collects or checks");

        // 1. The rest of a collection that was interrupted.
        var (state, tag) = await context.States.ReadAsync(cancellationToken);
        await RemoveAsync(state, tag, cancellationToken);
        await context.Sync.SyncCompletelyAsync(cancellationToken);

        // 2. The time before which a decision is old enough: before the images are read.
        var dueBefore = context.Bucket.Clock.GetUtcNow() - context.Options.RemovalDelay;

        // 3. Objects that images refer to, and the packs in the bucket.
        var live = new LiveObjects(context, lease);
        var mark = await live.MarkAsync(cancellationToken);
        var uses = context.Table.ListUses(mark);
        var packs = await ListPacksAsync(uses, cancellationToken);

        // 4. One write decides: uploads that rely on a pack write the same object.
        var removed = await DecideAsync(dueBefore, uses, packs, cancellationToken);

        // 5. The packs that nothing can rely on.
        var objects = removed.Sum(pack => (long)context.Table.ListObjectsOfPack(pack).Count);
        (state, tag) = await context.States.ReadAsync(cancellationToken);
        state = await RemoveAsync(state, tag, cancellationToken);

        // 6. Work for later collections and readers.
        await lease.RenewAsync(cancellationToken);
        await new PackRewrite(context, lease).RunAsync(ChooseSparse(uses, packs, state), mark, cancellationToken);
        await MergeIndexesAsync(cancellationToken);
        await RemoveEndedAsync(cancellationToken);

        var bytes = removed.Sum(pack => packs.TryGetValue(pack, out var entry) ? entry.Length : 0);
        S3StoreLog.Collected(
            context.Logger, live.ExpiredImages, removed.Count, bytes, state.Condemned.Count, context.Bucket.DisplayName);
        return new StoreCollectionReport(live.ExpiredImages, objects, bytes);
    }

    private async Task<IReadOnlyDictionary<string, BucketEntry>> ListPacksAsync(
        IReadOnlyDictionary<string, PackUse> uses, CancellationToken cancellationToken)
    {
        var packs = new Dictionary<string, BucketEntry>(StringComparer.Ordinal);
        await foreach (var entry in context.Bucket.ListAsync(StoreKeys.Packs, "", cancellationToken))
        {
            if (StoreKeys.PackOf(entry.Key) is { } id)
            {
                packs[id] = entry;
            }

            if (packs.Count > StoreLimits.Packs)
            {
                throw StoreErrors.LimitExceeded(context.Bucket.DisplayName, "packs", StoreLimits.Packs);
            }
        }

        // Another copy of its objects can be in a pack that seems to be garbage.
        foreach (var (pack, use) in uses)
        {
            if (use.LiveObjects > 0 && (!packs.TryGetValue(pack, out var entry) || entry.Length < use.Length))
            {
                throw StoreErrors.CorruptRecord(context.Bucket.DisplayName, StoreKeys.OfPack(pack), "it is missing or too short; nothing is removed");
            }
        }

        return packs;
    }

    private async Task<IReadOnlyCollection<string>> DecideAsync(
        DateTimeOffset dueBefore,
        IReadOnlyDictionary<string, PackUse> uses,
        IReadOnlyDictionary<string, BucketEntry> packs,
        CancellationToken cancellationToken)
    {
        var now = context.Bucket.Clock.GetUtcNow();
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var (state, tag) = await context.States.ReadAsync(cancellationToken);
            var garbage = state.Condemned.Where(pack => !IsUsed(pack.Key, uses) && packs.ContainsKey(pack.Key)).ToImmutableDictionary(StringComparer.Ordinal);
            var due = garbage.Where(pack => pack.Value <= dueBefore).Select(pack => pack.Key).ToImmutableHashSet(StringComparer.Ordinal);
            var condemned = garbage.RemoveRange(due).ToBuilder();
            foreach (var (pack, entry) in packs)
            {
                if (condemned.Count + due.Count >= StoreLimits.CondemnedPacks)
                {
                    break;
                }

                if (!IsUsed(pack, uses) && !due.Contains(pack) && now - entry.ModifiedAt > context.Options.ObjectProtection)
                {
                    condemned.TryAdd(pack, now);
                }
            }

            var next = state with
            {
                Generation = due.IsEmpty ? state.Generation : state.Generation + 1,
                CollectedAt = now,
                Condemned = condemned.ToImmutable(),
                Removing = due.Union(state.Removing),
            };
            if (await context.States.TryReplaceAsync(tag, next, cancellationToken) is not null)
            {
                return due;
            }
        }

        throw StoreErrors.Busy(context.Bucket.DisplayName, "cannot collect garbage", "other programs change the state of the store");
    }

    // Index objects first: a pack that is in no index object does not exist for readers.
    private async Task<CollectorState> RemoveAsync(
        CollectorState state, string? tag, CancellationToken cancellationToken)
    {
        if (state.Removing.IsEmpty)
        {
            return state;
        }

        var removed = state.Removing;
        await context.Sync.SyncCompletelyAsync(cancellationToken);
        var sources = removed.SelectMany(context.Table.ListSourcesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        await new IndexRewrite(context.Table, context.Sync).RunAsync(sources, removed, cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            removed, options, async (pack, token) => await context.Bucket.DeleteAsync(StoreKeys.OfPack(pack), token));

        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var done = state with { Removing = state.Removing.Except(removed) };
            if (await context.States.TryReplaceAsync(tag, done, cancellationToken) is not null)
            {
                return done;
            }

            // An upload has changed the list of the packs that are to be removed.
            (state, tag) = await context.States.ReadAsync(cancellationToken);
        }

        throw StoreErrors.Busy(context.Bucket.DisplayName, "cannot collect garbage", "other programs change the state of the store");
    }

    private IEnumerable<string> ChooseSparse(
        IReadOnlyDictionary<string, PackUse> uses, IReadOnlyDictionary<string, BucketEntry> packs, CollectorState state)
    {
        var now = context.Bucket.Clock.GetUtcNow();
        var bytes = 0L;
        foreach (var (pack, use) in uses)
        {
            if (use.LiveObjects > 0 && use.LiveBytes * 2 < use.Length && use.Length <= MaximumSparseLength && !state.Condemned.ContainsKey(pack)
                && packs.TryGetValue(pack, out var entry) && now - entry.ModifiedAt > context.Options.ObjectProtection
                && (bytes += use.LiveBytes) <= MaximumRewrittenBytes)
            {
                yield return pack;
            }
        }
    }

    private async Task MergeIndexesAsync(CancellationToken cancellationToken)
    {
        // Not those that other programs may not have read: they would list all index objects again.
        var before = StoreKeys.AfterIndexes(context.Bucket.Clock.GetUtcNow() - IndexSync.Overlap);
        var small = context.Table.ListSources()
            .Where(source => source.Entries < StoreLimits.IndexEntries / 2 && string.CompareOrdinal(source.Name, before) < 0)
            .Select(source => source.Name)
            .ToArray();
        if (small.Length >= MaximumSmallIndexes)
        {
            await new IndexRewrite(context.Table, context.Sync).RunAsync(small, ImmutableHashSet<string>.Empty, cancellationToken);
        }
    }

    // Claims and leases of programs that have ended. The newest claim stays: its number must not be used again.
    private async Task RemoveEndedAsync(CancellationToken cancellationToken)
    {
        var now = context.Bucket.Clock.GetUtcNow();
        BucketEntry? previous = null;
        await foreach (var entry in context.Bucket.ListAsync(StoreKeys.Claims, "", cancellationToken))
        {
            if (StoreKeys.NumberOfClaim(entry.Key) is null)
            {
                continue;
            }

            if (previous is not null && now - previous.ModifiedAt > ClaimLog.RemovalAge)
            {
                await context.Bucket.DeleteAsync(previous.Key, cancellationToken);
            }

            previous = entry;
        }

        await context.Pins.RemoveEndedAsync(cancellationToken);
    }

    private static bool IsUsed(string pack, IReadOnlyDictionary<string, PackUse> uses) =>
        uses.TryGetValue(pack, out var use) && use.LiveObjects > 0;
}
