using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Images;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Collecting;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Checking;

/// <summary>Checks and repairs a store.</summary>
internal sealed class StoreChecker(CollectionContext context)
{
    private const string Aside = "corrupt/";

    /// <summary>Checks all index objects, packs and images.</summary>
    public async Task<StoreCheckReport> RunAsync(bool repair, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var results = new CheckResults();

        // Reading requires no lease, and possibly no right to write.
        await using var lease = repair
            ? await CollectorLease.TryAcquireAsync(context.Bucket, context.Logger, cancellationToken)
                ?? throw StoreErrors.Busy(context.Bucket.DisplayName, "cannot repair the store", "another program collects or checks")
            : null;

        // 1. Index objects: the objects of an unusable one are missing from here on.
        await context.Sync.SyncCompletelyAsync(cancellationToken);
        foreach (var (key, reason) in context.Sync.Faults.ToArray())
        {
            results.AddFault($"{key}: {reason}", repair ? await MoveAsideAsync(key, cancellationToken) : null);
        }

        if (repair)
        {
            await context.Sync.SyncCompletelyAsync(cancellationToken);
        }

        // 2. Packs: damaged objects are missing from here on, and uploads bring their contents again.
        var check = new PackCheck(context, results);
        var damaged = await check.RunAsync(token => lease?.RenewAsync(token) ?? Task.CompletedTask, progress, cancellationToken);
        foreach (var (pack, hash) in damaged)
        {
            results.AddFault(
                $"object {hash} in {StoreKeys.OfPack(pack)} is missing or does not match its hash",
                repair ? $"object {hash} was removed from the index" : null);
        }

        await ForgetAsync(damaged, repair, cancellationToken);
        if (repair)
        {
            // Also after a repair that found nothing: an interrupted one can have removed objects from the index.
            await context.States.IncreaseGenerationAsync(cancellationToken);
        }

        // 3. Images.
        var faults = new List<(string Key, string Reason)>();
        var images = await context.Catalogue.ListAsync("", faults, cancellationToken);
        foreach (var (key, reason) in faults)
        {
            results.AddFault($"{key}: {reason}", repair ? await MoveAsideAsync(key, cancellationToken) : null);
        }

        var imageCheck = new ImageCheck(context, results);
        foreach (var image in images)
        {
            await (lease?.RenewAsync(cancellationToken) ?? Task.CompletedTask);
            await imageCheck.RunAsync(image, repair, cancellationToken);
        }

        // 4. Garbage.
        await CountUnknownPacksAsync(results, cancellationToken);
        return results.ToReport();
    }

    private async Task ForgetAsync(IReadOnlyList<(string Pack, ObjectHash Hash)> damaged, bool repair, CancellationToken cancellationToken)
    {
        var sources = damaged.Select(item => item.Pack).Distinct(StringComparer.Ordinal)
            .SelectMany(context.Table.ListSourcesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        foreach (var (_, hash) in damaged)
        {
            context.Table.Remove(hash);
        }

        if (repair && sources.Length > 0)
        {
            await new IndexRewrite(context.Table, context.Sync).RunAsync(sources, ImmutableHashSet<string>.Empty, cancellationToken);
        }
    }

    // Null: it stays where it is.
    private async Task<string?> MoveAsideAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            if (await context.Bucket.TryGetAsync(key, StoreLimits.IndexBytes, cancellationToken) is { } present)
            {
                await context.Bucket.PutAsync(Aside + key, present.Contents, WriteCondition.None, cancellationToken);
                await context.Bucket.DeleteAsync(key, cancellationToken);
            }

            return $"{key} was moved to {Aside}{key}";
        }
        catch (ImageStoreException e) when (e.Reason == ImageStoreError.Corrupt)
        {
            // It is too long to be one of this store.
            return null;
        }
    }

    private async Task CountUnknownPacksAsync(CheckResults results, CancellationToken cancellationToken)
    {
        var known = context.Table.ListUses(mark: 0);
        var (count, bytes) = (0L, 0L);
        await foreach (var entry in context.Bucket.ListAsync(StoreKeys.Packs, "", cancellationToken))
        {
            if (StoreKeys.PackOf(entry.Key) is { } pack && !known.ContainsKey(pack))
            {
                count++;
                bytes += entry.Length;
            }
        }

        if (count > 0)
        {
            results.AddNote(FormattableString.Invariant(
                $"packs without an index object, which garbage collections remove: {count}, with {bytes} bytes"));
        }
    }
}
