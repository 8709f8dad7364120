using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Benchmarks;

/// <summary>The part of an image server that unpacking needs: objects as files in a folder.</summary>
internal sealed class FolderImageServer(string folder) : IImageStore, IImageUpload
{
    private readonly DirectoryHandle _folder = DirectoryHandle.OpenHost(folder);

    public async ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        await using var file = File.Create(Path.Combine(folder, hash.ToString()));
        await using var source = contents.OpenRead();
        await source.CopyToAsync(file, cancellationToken);
        return true;
    }

    // The comparisons with it are about the transfer.
    public bool VerifiesObjects => true;

    public Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken) =>
        Parallel.ForAsync(0, hashes.Count, cancellationToken, async (index, token) =>
        {
            using var file = _folder.OpenFile(hashes[index].ToString());
            await receive(index, ObjectContents.FromFile(file, RandomAccess.GetLength(file)), token);
        });

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) => throw NotMeasured();

    public Task CommitAsync(string name, Image image, CancellationToken cancellationToken) => throw NotMeasured();

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken) => throw NotMeasured();

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) => throw NotMeasured();

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) => throw NotMeasured();

    public IAsyncEnumerable<ImageSummary> ListImagesAsync(string directory, CancellationToken cancellationToken) => throw NotMeasured();

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        throw NotMeasured();

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) => throw NotMeasured();

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) => throw NotMeasured();

    private static NotSupportedException NotMeasured() => new("This is not measured here.");
}
