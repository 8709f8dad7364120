using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Changes;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Maintenance;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Records;
using Imaginator.Plugins.LocalStore.Recovery;
using Imaginator.Plugins.LocalStore.Reporting;
using Imaginator.Plugins.LocalStore.Uploads;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore;

/// <summary>The embedded image store. Several instances, even in several processes, can use one directory.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class LocalImageStore : IServableStore, IStoreMaintenance, IStoreStatistics
{
    private const int ListPageSize = 500;

    private readonly StoreDirectory _store;
    private readonly ImageCatalogue _catalogue;
    private readonly ObjectReader _reader;
    private readonly TreeObjects _trees;
    private readonly ClockGuard _clock;
    private readonly GarbageCollector _collector;
    private readonly StoreChecker _checker;
    private readonly CollectionSchedule _schedule;
    private readonly TimeProvider _timeProvider;
    private readonly UploadContext _uploads;
    private readonly UnreferencedObjects _unreferenced;
    private readonly ObjectProtection _protection;
    private readonly StoreStates _states;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _reportedFuture = new(StringComparer.Ordinal);

    public LocalImageStore(
        StoreDirectory store, ImageCatalogue catalogue, LocalStoreOptions options, TimeProvider timeProvider, ILogger logger)
    {
        _store = store;
        _catalogue = catalogue;
        _timeProvider = timeProvider;
        _reader = new ObjectReader(store.Objects);
        _trees = new TreeObjects(store.Objects, _reader);
        var clock = _clock = new ClockGuard(catalogue, timeProvider, logger);
        var records = new RecordUpkeep(store, catalogue);
        var trust = new CatalogueTrust(store, catalogue, records);
        _collector = new GarbageCollector(store, catalogue, _trees, clock, records, trust);
        _checker = new StoreChecker(store, catalogue, _trees, _collector, records, trust);
        _schedule = new CollectionSchedule(_collector, catalogue, clock, options.CollectionInterval, timeProvider, logger);
        _uploads = new UploadContext(store, catalogue, trust, _schedule, timeProvider, logger);
        _unreferenced = new UnreferencedObjects(store, catalogue, _trees, _collector, trust);
        _states = new StoreStates(catalogue, timeProvider);
        _logger = logger;
        _protection = new ObjectProtection(store.Leases, options.ObjectProtection, timeProvider, logger);
    }

    public bool VerifiesObjects => true;

    public async ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) =>
        await GuardAsync("cannot begin an upload", () =>
        {
            _collector.RequireWritable("cannot begin an upload");
            return ImageUpload.BeginAsync(_uploads, _protection, cancellationToken).AsTask();
        });

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return RunAsync($"cannot find the latest image of \"{query.StreamName}\"", () => FindLatest(query), cancellationToken);
    }

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) =>
        RunAsync($"cannot read image \"{name}\"", () => GetImage(name, withFileSystem, cancellationToken), cancellationToken);

    public async ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) =>
        await GuardAsync<IAsyncDisposable>($"cannot pin image \"{name}\"", async () =>
        {
            // Images are removed only under the exclusive lock, so that this image cannot disappear before it is pinned.
            using (await _store.Lock.AcquireSharedAsync(cancellationToken))
            {
                // Nothing removes an image from a read-only file system.
                _ = _store.MakeRoom();
                return FindReadable(name) is null
                    ? throw StoreErrors.UnknownImage(_store.Path, name)
                    : new ImagePin(_store.IsReadOnly ? null : _store.Leases.CreatePin(name));
            }
        });

    public Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentNullException.ThrowIfNull(receive);
        return _reader.DeliverAsync(hashes, receive, cancellationToken);
    }

    public Task<IReadOnlyList<long>?> TryMeasureObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        return RunAsync<IReadOnlyList<long>?>("cannot measure objects", () =>
        {
            var measured = new List<long>(hashes.Count);
            foreach (var hash in hashes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                measured.Add(_store.Objects.TryGetDiskSpace(hash) ?? 0);
            }

            return measured;
        }, cancellationToken);
    }

    public Task<ObjectHash?> FindMissingObjectAsync(string name, CancellationToken cancellationToken) =>
        RunAsync($"cannot check image \"{name}\"", () => FindMissingObject(name, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var last = "";
        while (true)
        {
            // One page at a time: a slow reader must not prevent the truncation of SQLite's log.
            var page = await RunAsync(
                "cannot list images",
                () => _catalogue.List(directory, last, ListPageSize, _timeProvider.GetUtcNow()),
                cancellationToken);
            foreach (var image in page)
            {
                yield return image;
                last = image.Name;
            }

            if (page.Count < ListPageSize)
            {
                yield break;
            }
        }
    }

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        RunAsync(
            $"cannot change the expiration of image \"{name}\"",
            () => _catalogue.ChangeExpiration(
                name, expiresAt, _timeProvider.GetUtcNow(), image => _store.Records.Replace(ImageRecord.Of(image))),
            cancellationToken);

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) =>
        RunAsync(
            $"cannot delete image \"{name}\"",
            () => Delete(name),
            cancellationToken);

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken)
    {
        ImageNames.Check(name, "directory");
        return RunAsync($"cannot make directory \"{name}\"", () => _catalogue.AddDirectories([name]), cancellationToken);
    }

    public Task MakeDirectoriesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            ImageNames.Check(name, "directory");
        }

        return RunAsync("cannot make directories", () => _catalogue.AddDirectories(names), cancellationToken);
    }

    public Task<StoreCheckReport> CheckAsync(bool repair, IProgress<long>? progress, CancellationToken cancellationToken) =>
        GuardAsync(
            "cannot check the store",
            () => Task.Run(() => _checker.CheckAsync(repair, progress, cancellationToken), cancellationToken));

    public Task<StoreCollectionReport> CollectGarbageAsync(CancellationToken cancellationToken) =>
        GuardAsync(
            "cannot collect garbage",
            () => Task.Run(() => _collector.CollectAsync(cancellationToken), cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _schedule.DisposeAsync();
        _protection.Dispose();
        _states.Dispose();
        _catalogue.Dispose();
        _store.Dispose();
    }

    private void Delete(string name)
    {
        _collector.RequireWritable($"cannot delete image \"{name}\"");
        _ = _store.MakeRoom();
        _catalogue.Delete(name, _timeProvider.GetUtcNow());
        try
        {
            _store.Records.Remove(name);
        }
        catch (IOException e)
        {
            // The image is deleted. The next garbage collection removes its record.
            LocalStoreLog.CleanupFailed(_logger, e);
        }
    }

    private string? FindLatest(ImageQuery query)
    {
        var now = _timeProvider.GetUtcNow();
        var future = _catalogue.FindFuture(query.StreamName, now);
        foreach (var (name, createdOn) in future)
        {
            if (_reportedFuture.TryAdd(name, createdOn))
            {
                LocalStoreLog.FutureImage(_logger, name, createdOn);
            }
        }

        foreach (var row in _catalogue.FindLatest(query, now, future.Count > 0))
        {
            if (query.TagsToMatch.IsEmpty || HasTags(Decode(row), query))
            {
                return row.Name;
            }
        }

        return null;
    }

    private static bool HasTags(Image image, ImageQuery query) =>
        query.TagsToMatch.All(tag => image.Tags.TryGetValue(tag.Key, out var value) && tag.Value.Contains(value));

    private Image? GetImage(string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        if (FindReadable(name) is not { } row)
        {
            return null;
        }

        var image = Decode(row);
        if (!withFileSystem)
        {
            return image;
        }

        try
        {
            return image with { FileSystem = _trees.ReadTree(row.Tree, cancellationToken) };
        }
        catch (ImageStoreException) when (FindReadable(name) is null)
        {
            // The image was removed between the two queries.
            return null;
        }
    }

    private ObjectHash? FindMissingObject(string name, CancellationToken cancellationToken)
    {
        var row = FindReadable(name) ?? throw StoreErrors.UnknownImage(_store.Path, name);
        return new ImageCompleteness(_trees, hash => _store.Objects.TryGetUsableLength(hash)).FindMissing(row, cancellationToken);
    }

    private Image Decode(ImageRow row)
    {
        try
        {
            return ImageSerializer.ReadMetadata(row.Metadata) with { CreatedOn = row.CreatedOn, ExpiresAt = row.ExpiresAt };
        }
        catch (ImageFormatException e)
        {
            throw StoreErrors.CorruptImage(_store.Path, row.Name, e.Message);
        }
    }

    /// <summary>A listed image that has not expired, or a pinned image.</summary>
    private ImageRow? FindReadable(string name)
    {
        var row = _catalogue.Find(name);
        return row switch
        {
            { State: ImageState.Listed } when !row.IsExpired(_timeProvider.GetUtcNow()) => row,
            { State: ImageState.Listed or ImageState.Deleted } when _store.Leases.ReadPins().Contains(name) => row,
            _ => null,
        };
    }

    private Task<bool> RunAsync(string action, Action run, CancellationToken cancellationToken) =>
        RunAsync(
            action,
            () =>
            {
                run();
                return true;
            },
            cancellationToken);

    private Task<T> RunAsync<T>(string action, Func<T> run, CancellationToken cancellationToken) =>
        GuardAsync(action, () => Task.Run(run, cancellationToken));

    private async Task<T> GuardAsync<T>(string action, Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw _store.IsFull && StoreErrors.IsReadOnly(e)
                ? StoreErrors.DiskFull(_store.Path, action)
                : StoreErrors.Translate(e, action, _store.Path);
        }
    }
}
