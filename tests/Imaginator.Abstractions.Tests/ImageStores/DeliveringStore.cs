using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Changes;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Abstractions.Tests.ImageStores;

/// <summary>A store that delivers whatever a test gives it, regardless of the hashes that are requested.</summary>
internal sealed class DeliveringStore(params (int Index, ObjectContents Contents)[] deliveries) : IServableStore
{
    public bool VerifiesObjects { get; init; }

    public async Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        foreach (var (index, contents) in deliveries)
        {
            await receive(index, contents, cancellationToken);
        }
    }

    public async Task GetObjectsInOrderAsync(
        IReadOnlyList<ObjectHash> hashes, Func<ObjectContents, CancellationToken, ValueTask> receive, CancellationToken cancellationToken)
    {
        foreach (var (_, contents) in deliveries)
        {
            await receive(contents, cancellationToken);
        }
    }

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<ImageSummary> ListImagesAsync(string directory, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AddImageAsync(string name, Image image, ImageOrigin origin, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ImageDirectoryInfo>> ListDirectoriesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImageDirectoryInfo?> FindDirectoryAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ChangeDirectoryOwnerAsync(string name, string ownerGroup, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteDirectoryAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableArray<long>> FindObjectsAsync(IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IObjectUpload> BeginObjectUploadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredObject> ListUnreferencedObjectsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoreCollectionReport> RemoveUnreferencedObjectsAsync(int percentage, long bytes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<StoreChange> WatchAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
