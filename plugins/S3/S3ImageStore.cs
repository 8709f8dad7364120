using System.Runtime.CompilerServices;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Checking;
using Imaginator.Plugins.S3.Claims;
using Imaginator.Plugins.S3.Collecting;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Leases;
using Imaginator.Plugins.S3.Reading;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;
using Imaginator.Plugins.S3.States;
using Imaginator.Plugins.S3.Uploading;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3;

/// <summary>An image store in a bucket. Any number of programs can use one store at the same time.</summary>
/// <remarks>Thread-safe. Disposes of the bucket.</remarks>
internal sealed partial class S3ImageStore : IImageStore
{
    private const int MaximumAttempts = 20;

    private readonly IBucket _bucket;
    private readonly ObjectTable _table;
    private readonly IndexSync _sync;
    private readonly ClaimLog _claims;
    private readonly ImageCatalogue _catalogue;
    private readonly ObjectReader _reader;
    private readonly PinLease _pins;
    private readonly UploadContext _uploads;
    private readonly GarbageCollector _collector;
    private readonly CollectionSchedule _schedule;
    private readonly StoreChecker _checker;
    private readonly SemaphoreSlim _probing = new(1, 1);
    private bool _isWritable;

    public S3ImageStore(IBucket bucket, S3Options options, TimeProvider timeProvider, ILogger logger)
    {
        _bucket = bucket;
        _table = new ObjectTable();
        var states = new CollectorStates(bucket);
        _sync = new IndexSync(bucket, _table, states, options.Parallelism, logger);
        _claims = new ClaimLog(bucket, _sync, _table, options.ClaimLease, options.Parallelism);
        _catalogue = new ImageCatalogue(bucket, options.Parallelism, logger);
        var cache = options.CacheDirectory.Length > 0
            ? new ReadCache(options.CacheDirectory, options.CacheSize, timeProvider, logger)
            : null;
        _reader = new ObjectReader(bucket, _table, _sync, cache, options.Parallelism, logger);
        _pins = new PinLease(bucket, options.PinLease, timeProvider, logger);
        _uploads = new UploadContext(bucket, _table, _sync, _claims, states, _catalogue, options, logger);
        var maintenance = new CollectionContext(bucket, _table, _sync, states, _catalogue, _reader, _pins, options, logger);
        _collector = new GarbageCollector(maintenance);
        _schedule = new CollectionSchedule(_collector, maintenance);
        _checker = new StoreChecker(maintenance);
    }

    public bool VerifiesObjects => true;

    /// <summary>Makes sure once that the server respects the conditions of writes.</summary>
    public async Task RequireWritableAsync(CancellationToken cancellationToken)
    {
        await _probing.WaitAsync(cancellationToken);
        try
        {
            if (!_isWritable)
            {
                await ConditionalWriteProbe.RunAsync(_bucket, cancellationToken);
                _isWritable = true;
            }
        }
        finally
        {
            _probing.Release();
        }
    }

    public async ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await GuardAsync<IImageUpload>(async () =>
        {
            await RequireWritableAsync(cancellationToken);
            await _claims.RefreshAsync(cancellationToken);
            return new GuardedUpload(new ImageUpload(_uploads, _schedule.Consider), _bucket.DisplayName);
        });
    }

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return GuardAsync(async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = _bucket.Clock.GetUtcNow();
            return (await _catalogue.ListAsync(query.StreamName, faults: null, cancellationToken))
                .Where(image => image.Exists(now) && Matches(image, query))
                .OrderBy(image => image.CreatedOn).ThenBy(image => image.Name, FileName.BytewiseComparer)
                .LastOrDefault()?.Name;
        });
    }

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await FindReadableAsync(name, cancellationToken) is not { } present)
        {
            return null;
        }

        var image = Decode(present, present.ToImage);
        return withFileSystem ? image with { FileSystem = await ReadTreeAsync(present, cancellationToken) } : image;
    });

    public async ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await GuardAsync<IAsyncDisposable>(async () =>
        {
            // The lease first: a collection that does not see it finds the image itself, which the next step requires.
            await _pins.AddAsync(RequireName(name), cancellationToken);
            var pin = new ImagePin(_pins, name);
            try
            {
                _ = await RequireAsync(name, cancellationToken);
                return pin;
            }
            catch
            {
                await pin.DisposeAsync();
                throw;
            }
        });
    }

    public Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, Func<int, ObjectContents, CancellationToken, ValueTask> receive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentNullException.ThrowIfNull(receive);
        return GuardAsync(async () =>
        {
            await _reader.DeliverAsync(hashes, receive, cancellationToken);
            return true;
        });
    }

    public Task<ObjectHash?> FindMissingObjectAsync(string name, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var present = await FindReadableAsync(name, cancellationToken) ?? throw StoreErrors.UnknownImage(_bucket.DisplayName, name);
        await _sync.SyncAsync(cancellationToken);
        return await FindMissingAsync(Decode(present, present.ToCached), cancellationToken);
    });

    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        cancellationToken.ThrowIfCancellationRequested();
        var images = await GuardAsync(() => _catalogue.ListAsync(directory, faults: null, cancellationToken));
        var now = _bucket.Clock.GetUtcNow();
        foreach (var image in images.Where(image => image.Exists(now)).OrderBy(image => image.Name, FileName.BytewiseComparer))
        {
            yield return new ImageSummary(image.Name, image.CreatedOn, image.ExpiresAt, image.TotalDataBytes);
        }
    }

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) => ChangeAsync(
        name,
        record => expiresAt is { } time && (record.ExpiresAt is not { } present || time < present)
            ? throw StoreErrors.BadRequest(
                _bucket.DisplayName,
                $"cannot change the expiration of image \"{FileName.ToDisplay(name)}\"",
                "the new time is earlier than the present one; an expiration can only be postponed")
            : record with { ExpiresAt = expiresAt },
        cancellationToken);

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(name, record => record with { State = ImageState.Deleted }, cancellationToken);

    // Images have their whole name: directories do not have to be made.
    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) => MakeDirectoriesAsync([name], cancellationToken);

    public Task MakeDirectoriesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var name in names)
        {
            _ = ImageNames.RequireKey(name, "directory");
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _schedule.DisposeAsync();
        await _pins.DisposeAsync();
        _claims.Dispose();
        _sync.Dispose();
        _table.Dispose();
        _bucket.Dispose();
        _probing.Dispose();
    }

    private static bool Matches(CachedImage image, ImageQuery query) =>
        ImageNames.DirectoryOf(image.Name) == query.StreamName
        && (!query.IgnoreExpiringImages || image.ExpiresAt is null)
        && (string.IsNullOrEmpty(query.BuildCommitId) || query.BuildCommitId == image.CommitId || query.BuildCommitId == image.Branch)
        && query.TagsToMatch.All(tag => image.Tags.TryGetValue(tag.Key, out var value) && tag.Value.Contains(value));

    private static string RequireName(string name)
    {
        _ = ImageNames.RequireKey(name, "image");
        return name;
    }

    private Task ChangeAsync(string name, Func<ImageRecord, ImageRecord> change, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        await RequireWritableAsync(cancellationToken);
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var present = await RequireAsync(name, cancellationToken);
            if (await _catalogue.TryReplaceAsync(present, change(present.Record), cancellationToken))
            {
                return true;
            }
        }

        throw StoreErrors.Busy(_bucket.DisplayName, $"cannot change image \"{FileName.ToDisplay(name)}\"", "other programs change it all the time");
    });

    private async Task<StoredImage> RequireAsync(string name, CancellationToken cancellationToken) =>
        await _catalogue.FindAsync(name, cancellationToken) is { } present && present.Exists(_bucket.Clock.GetUtcNow())
            ? present
            : throw StoreErrors.UnknownImage(_bucket.DisplayName, name);

    // An image that exists, or that this program has pinned.
    private async Task<StoredImage?> FindReadableAsync(string name, CancellationToken cancellationToken)
    {
        var present = await _catalogue.FindAsync(name, cancellationToken);
        return present is not null && (present.Exists(_bucket.Clock.GetUtcNow()) || _pins.IsPinned(name)) ? present : null;
    }

    private async Task<FileSystemTree?> ReadTreeAsync(StoredImage present, CancellationToken cancellationToken)
    {
        FileSystemTree? tree = null;
        await _reader.DeliverAsync(
            [present.Record.Tree],
            (_, contents, _) =>
            {
                using var stream = contents.OpenRead();
                tree = Decode(present, () => ImageSerializer.ReadTree(stream, contents.Length));
                return ValueTask.CompletedTask;
            },
            cancellationToken);
        return tree;
    }

    private async Task<ObjectHash?> FindMissingAsync(CachedImage image, CancellationToken cancellationToken)
    {
        if (_table.FindUsable(image.Tree) is null)
        {
            return image.Tree;
        }

        foreach (var item in await new TreeObjectLists(_reader, _bucket.DisplayName).ReadAsync(image.Tree, cancellationToken))
        {
            if (_table.FindUsable(item.Hash) is not { } location || (ulong)location.Length != item.Size)
            {
                return item.Hash;
            }
        }

        var missing = image.Attachments.Where(hash => _table.FindUsable(hash) is null).ToArray();
        return missing.Length > 0 ? missing[0] : null;
    }

    private T Decode<T>(StoredImage present, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (ImageFormatException e)
        {
            throw StoreErrors.CorruptRecord(_bucket.DisplayName, present.Key, e.Message, e);
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (SqliteException e)
        {
            throw TableErrors.Translate(e, _bucket.DisplayName);
        }
    }

    private sealed class ImagePin(PinLease pins, string name) : IAsyncDisposable
    {
        private int _isReleased;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            {
                await pins.RemoveAsync(name);
            }
        }
    }
}
