using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Host.Tests.Images;

/// <summary>An image store in memory, with the images of a test.</summary>
internal sealed class ImageLibrary(TimeProvider time) : IImageStore, IImageDirectories
{
    private readonly ConcurrentDictionary<string, Image> _images = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ObjectHash, byte[]> _objects = new();
    private int _treeReads;

    /// <summary>How often a tree was read.</summary>
    public int TreeReads => _treeReads;

    /// <summary>Runs before each call: fails where the store does, or waits.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What is delivered instead of an object.</summary>
    public Func<byte[], byte[]> Damage { get; set; } = bytes => bytes;

    /// <summary>Adds an object.</summary>
    public (ulong Size, ObjectHash Hash) Put(string text) => Put(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds an object.</summary>
    public (ulong Size, ObjectHash Hash) Put(byte[] bytes)
    {
        var hash = ObjectHash.Compute(bytes);
        _objects[hash] = bytes;
        return ((ulong)bytes.Length, hash);
    }

    /// <summary>Adds an image.</summary>
    public void Add(string name, Image image) => _images[name] = image.CreatedOn == default ? image with { CreatedOn = time.GetUtcNow() } : image;

    public bool Has(string name) => Find(name) is not null;

    public async Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        if (withFileSystem)
        {
            Interlocked.Increment(ref _treeReads);
        }

        return Find(name) is { } image ? image with { FileSystem = withFileSystem ? image.FileSystem : null } : null;
    }

    public async Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        for (var i = 0; i < hashes.Count; i++)
        {
            if (!_objects.TryGetValue(hashes[i], out var bytes))
            {
                throw new ImageStoreException(ImageStoreError.UnknownObject, $"object {hashes[i]} not found");
            }

            using var stream = new MemoryStream(Damage(bytes));
            await receive(i, ObjectContents.FromStream(stream, bytes.Length), cancellationToken);
        }
    }

    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        foreach (var (name, image) in _images.OrderBy(image => image.Key, FileName.BytewiseComparer))
        {
            if ((directory.Length == 0 || name.StartsWith(directory + "/", StringComparison.Ordinal)) && Find(name) is not null)
            {
                yield return new ImageSummary(name, image.CreatedOn, image.ExpiresAt, image.FileSystem?.TotalDataBytes);
            }
        }
    }

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken) => Task.FromResult(_images
        .Where(image => image.Key.StartsWith(query.StreamName + "/", StringComparison.Ordinal)
            && !(query.IgnoreExpiringImages && image.Value.ExpiresAt is not null)
            && query.TagsToMatch.All(tag => image.Value.Tags.TryGetValue(tag.Key, out var value) && tag.Value.Contains(value)))
        .OrderBy(image => image.Value.CreatedOn)
        .Select(image => image.Key)
        .LastOrDefault());

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        _images[name] = Require(name) with { ExpiresAt = expiresAt };
        return Task.CompletedTask;
    }

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken)
    {
        Require(name);
        _images.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ImageDirectoryInfo>> ListDirectoriesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ImageDirectoryInfo>>([new ImageDirectoryInfo("", ""), new ImageDirectoryInfo("library", "librarians")]);

    public Task<ImageDirectoryInfo?> FindDirectoryAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<ImageDirectoryInfo?>(name == "library" ? new ImageDirectoryInfo(name, "librarians") : null);

    public Task ChangeDirectoryOwnerAsync(string name, string ownerGroup, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteDirectoryAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Image? Find(string name) =>
        _images.TryGetValue(name, out var image) && !(image.ExpiresAt <= time.GetUtcNow()) ? image : null;

    private Image Require(string name) =>
        Find(name) ?? throw new ImageStoreException(ImageStoreError.UnknownImage, $"image \"{name}\" not found");
}
