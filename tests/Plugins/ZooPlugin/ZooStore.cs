using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Imaginator.Images;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Changes;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;

namespace Imaginator.TestPlugins;

/// <summary>A store with all optional interfaces, whose methods all end in the same way.</summary>
internal sealed class ZooStore(string way) : PlainZooStore(way), IServableStore, IStoreMaintenance, IStoreScrubbing, IStoreStatistics
{
    private readonly string _way = way;

    public Task AddImageAsync(string name, Image image, ImageOrigin origin, CancellationToken cancellationToken) =>
        EndAsync(true, cancellationToken);

    public Task<IReadOnlyList<ImageDirectoryInfo>> ListDirectoriesAsync(CancellationToken cancellationToken) =>
        EndAsync<IReadOnlyList<ImageDirectoryInfo>>([], cancellationToken);

    public Task<ImageDirectoryInfo?> FindDirectoryAsync(string name, CancellationToken cancellationToken) =>
        EndAsync<ImageDirectoryInfo?>(null, cancellationToken);

    public Task ChangeDirectoryOwnerAsync(string name, string ownerGroup, CancellationToken cancellationToken) =>
        EndAsync(true, cancellationToken);

    public Task DeleteDirectoryAsync(string name, CancellationToken cancellationToken) => EndAsync(true, cancellationToken);

    public Task<ImmutableArray<long>> FindObjectsAsync(IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken) =>
        EndAsync<ImmutableArray<long>>([], cancellationToken);

    public async ValueTask<IObjectUpload> BeginObjectUploadAsync(CancellationToken cancellationToken) =>
        await Hanging.EndAsync<IObjectUpload>(BeginningOf(_way), () => new ZooUpload(_way), cancellationToken);

    public Task GetObjectsInOrderAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken) => EndAsync(true, cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListUnreferencedObjectsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EndAsync(true, cancellationToken);
        yield break;
    }

    public Task<StoreCollectionReport> RemoveUnreferencedObjectsAsync(
        int percentage, long bytes, CancellationToken cancellationToken) => CollectGarbageAsync(cancellationToken);

    public async IAsyncEnumerable<StoreChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EndAsync(true, cancellationToken);
        yield break;
    }

    public Task<StoreCheckReport> CheckAsync(bool repair, IProgress<long>? progress, CancellationToken cancellationToken) =>
        EndAsync(
            new StoreCheckReport { Images = 1, Objects = 2, Bytes = 3, Faults = [], Repairs = [] }, cancellationToken);

    public Task<StoreCollectionReport> CollectGarbageAsync(CancellationToken cancellationToken) =>
        EndAsync(new StoreCollectionReport(1, 2, 3), cancellationToken);

    public Task<StoreScrubReport> ScrubAsync(long bytesPerSecond, CancellationToken cancellationToken) =>
        EndAsync(new StoreScrubReport(1, 2, 3), cancellationToken);

    public Task<StoreSize> MeasureAsync(CancellationToken cancellationToken) => EndAsync(new StoreSize(1, 2, 3), cancellationToken);

    public Task<string?> FindWarningAsync(CancellationToken cancellationToken) => EndAsync<string?>(null, cancellationToken);
}
