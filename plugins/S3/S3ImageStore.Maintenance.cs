using Imaginator.ImageStores.Maintenance;

namespace Imaginator.Plugins.S3;

// Checks, garbage collection and the size of the store.
internal sealed partial class S3ImageStore : IStoreMaintenance, IStoreStatistics
{
    public Task<StoreCheckReport> CheckAsync(bool repair, IProgress<long>? progress, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (repair)
        {
            await RequireWritableAsync(cancellationToken);
        }

        return await _checker.RunAsync(repair, progress, cancellationToken);
    });

    public Task<StoreCollectionReport> CollectGarbageAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        await RequireWritableAsync(cancellationToken);
        return await _collector.RunAsync(cancellationToken);
    });

    public Task<StoreSize> MeasureAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await _sync.SyncAsync(cancellationToken);
        var now = _bucket.Clock.GetUtcNow();
        var images = await _catalogue.ListAsync("", faults: null, cancellationToken);
        var (objects, bytes) = _table.Count();
        return new StoreSize(images.LongCount(image => image.Exists(now)), objects, bytes);
    });

    public Task<string?> FindWarningAsync(CancellationToken cancellationToken) => Task.FromResult(
        _sync.Faults.Count > 0
            ? $"{_sync.Faults.Count} index objects of {_bucket.DisplayName} cannot be used, and nothing is removed: run \"builder-tool fsck-store -repair\", then rebuild the images that it reports"
            : null);
}
