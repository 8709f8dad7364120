using System.Runtime.CompilerServices;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace TemplateNamespace;

/// <summary>
/// A store in a directory. It reads all images for each list, which is enough for a few hundred images. Objects of deleted images are
/// removed when the store is opened and no other process has it open: until then, pins and uploads need no bookkeeping.
/// </summary>
internal sealed class ImageStore : IImageStore
{
    private readonly Dictionary<string, int> _pins = new(StringComparer.Ordinal);
    private readonly StoreFiles _files;
    private readonly TimeProvider _time;
    private readonly FileStream _registration;

    private ImageStore(StoreFiles files, TimeProvider time, FileStream registration) =>
        (_files, _time, _registration) = (files, time, registration);

    public static async Task<IImageStore> OpenAsync(StoreFiles files, TimeProvider time, CancellationToken cancellationToken) =>
        new ImageStore(files, time, await files.RegisterAsync(time.GetUtcNow(), cancellationToken));

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IImageUpload>(new ImageUpload(_files, _time));
    }

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(ExistingImages()
            .Where(image => Matches(image, query))
            .OrderBy(image => image.Image.CreatedOn)
            .LastOrDefault()?.Name);
    }

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stored = _files.TryReadImage(name);
        var image = stored is not null && (stored.Exists(_time.GetUtcNow()) || IsPinned(name)) ? stored.Image : null;
        return Task.FromResult(withFileSystem || image is null ? image : image with { FileSystem = null });
    }

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Require(name);
        lock (_pins)
        {
            _pins[name] = _pins.GetValueOrDefault(name) + 1;
        }

        return ValueTask.FromResult<IAsyncDisposable>(new Pin(this, name));
    }

    public async Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        for (var i = 0; i < hashes.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = _files.ObjectPath(hashes[i]);
            if (!File.Exists(path))
            {
                throw new ImageStoreException(ImageStoreError.UnknownObject, $"the image store does not contain the object {hashes[i]}");
            }

            // Imaginator compares the contents with the hash: VerifiesObjects is false.
            using var file = File.OpenHandle(path);
            await receive(i, ObjectContents.FromFile(file, RandomAccess.GetLength(file)), cancellationToken);
        }
    }

    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var image in ExistingImages()
            .Where(image => directory.Length == 0 || image.Name.StartsWith(directory + "/", StringComparison.Ordinal))
            .OrderBy(image => image.Name, FileName.BytewiseComparer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ImageSummary(image.Name, image.Image.CreatedOn, image.Image.ExpiresAt);
        }
    }

    public async Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        using var changes = await _files.LockChangesAsync(cancellationToken);
        var stored = Require(name);
        if (expiresAt is { } time && (stored.Image.ExpiresAt is not { } present || time < present))
        {
            throw new ImageStoreException(
                ImageStoreError.BadRequest, $"cannot change the expiration of image {name}: it can only be postponed");
        }

        _files.WriteImage(stored with { Image = stored.Image with { ExpiresAt = expiresAt } });
    }

    public async Task DeleteImageAsync(string name, CancellationToken cancellationToken)
    {
        using var changes = await _files.LockChangesAsync(cancellationToken);
        _files.WriteImage(Require(name) with { IsDeleted = true });
    }

    // Images have their whole name: directories need not be made.
    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ImageNames.RequireValid(name);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _registration.DisposeAsync();

    private static bool Matches(StoredImage stored, ImageQuery query)
    {
        var image = stored.Image;
        return stored.Name.LastIndexOf('/') is >= 0 and var slash
            && stored.Name[..slash] == query.StreamName
            && (!query.IgnoreExpiringImages || image.ExpiresAt is null)
            && (string.IsNullOrEmpty(query.BuildCommitId)
                || query.BuildCommitId == image.BuildCommitId || query.BuildCommitId == image.BuildBranch)
            && query.TagsToMatch.All(tag => image.Tags.TryGetValue(tag.Key, out var value) && tag.Value.Contains(value));
    }

    private IEnumerable<StoredImage> ExistingImages()
    {
        var now = _time.GetUtcNow();
        return _files.ReadImages().Where(image => image.Exists(now));
    }

    private StoredImage Require(string name) =>
        _files.TryReadImage(name) is { } stored && stored.Exists(_time.GetUtcNow())
            ? stored
            : throw new ImageStoreException(ImageStoreError.UnknownImage, $"unknown image {name}");

    private bool IsPinned(string name)
    {
        lock (_pins)
        {
            return _pins.GetValueOrDefault(name) > 0;
        }
    }

    private sealed class Pin(ImageStore store, string name) : IAsyncDisposable
    {
        private bool _isReleased;

        public ValueTask DisposeAsync()
        {
            lock (store._pins)
            {
                if (!_isReleased)
                {
                    _isReleased = true;
                    store._pins[name]--;
                }
            }

            return ValueTask.CompletedTask;
        }
    }
}
