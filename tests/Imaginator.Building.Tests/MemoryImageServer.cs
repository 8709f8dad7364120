using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Building;

/// <summary>An image server that keeps everything in memory: the other side of what is tested.</summary>
internal sealed class MemoryImageServer : IImageStore
{
    private readonly ConcurrentDictionary<string, Image> _images = new(StringComparer.Ordinal);
    private int _additions;

    public ConcurrentDictionary<ObjectHash, byte[]> Objects { get; } = new();

    /// <summary>How often an object was offered.</summary>
    public int Additions => _additions;

    /// <summary>Runs before an object is taken.</summary>
    public Action<ObjectContents>? BeforeAddition { get; init; }

    /// <summary>In which form objects are delivered.</summary>
    public Func<byte[], ObjectContents> Deliver { get; init; } = bytes => ObjectContents.FromBytes(bytes);

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) => new(new Upload(this));

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(_images.Keys
            .Where(name => name.StartsWith(query.StreamName + "/", StringComparison.Ordinal))
            .OrderDescending(StringComparer.Ordinal)
            .FirstOrDefault());

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) =>
        Task.FromResult(_images.GetValueOrDefault(name));

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) => new(this);

    public Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken) =>
        Parallel.ForAsync(0, hashes.Count, cancellationToken, (index, token) => Objects.TryGetValue(hashes[index], out var bytes)
            ? receive(index, Deliver(bytes), token)
            : throw new ImageStoreException(ImageStoreError.UnknownObject, $"There is no object {hashes[index]}."));

    public Task<ObjectHash?> FindMissingObjectAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<ObjectHash?>(_images[name].FileSystem?.InodeTable.Values.OfType<RegularInode>()
            .Where(inode => inode.Size > 0 && !Objects.ContainsKey(inode.Hash))
            .Select(inode => (ObjectHash?)inode.Hash)
            .FirstOrDefault());

    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var name in _images.Keys.Order(StringComparer.Ordinal))
        {
            yield return new ImageSummary(name);
        }

        await Task.CompletedTask;
    }

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(_images.TryRemove(name, out _));

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Upload(MemoryImageServer server) : IImageUpload
    {
        public async ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
        {
            server.BeforeAddition?.Invoke(contents);
            Interlocked.Increment(ref server._additions);
            await using var stream = contents.OpenRead();
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellationToken);
            if (ObjectHash.Compute(copy.ToArray()) != hash || copy.Length != contents.Length)
            {
                throw new ImageStoreException(ImageStoreError.Corrupt, "The contents are not those of the hash.");
            }

            return server.Objects.TryAdd(hash, copy.ToArray());
        }

        public Task CommitAsync(string name, Image image, CancellationToken cancellationToken) =>
            server._images.TryAdd(name, image)
                ? Task.CompletedTask
                : throw new ImageStoreException(ImageStoreError.ImageExists, $"There is an image {name}.");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
