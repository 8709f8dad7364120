using System.Collections.Immutable;
using Imaginator.ImageStores.Changes;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.ImageServing.Tests.Answers;

/// <summary>A store whose image trees come only when the test says so.</summary>
internal sealed class BlockedTreeStore(IServableStore store) : IServableStore
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    /// <summary>How many trees were asked for so far.</summary>
    public int Begun => Volatile.Read(ref _begun);

    public bool VerifiesObjects => store.VerifiesObjects;

    public void Release() => _release.TrySetResult();

    public async Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        if (withFileSystem)
        {
            Interlocked.Increment(ref _begun);
            await _release.Task.WaitAsync(cancellationToken);
        }

        return await store.GetImageAsync(name, withFileSystem, cancellationToken);
    }

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) => store.BeginUploadAsync(cancellationToken);

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken) =>
        store.FindLatestImageAsync(query, cancellationToken);

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) =>
        store.PinImageAsync(name, cancellationToken);

    public Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken) => store.GetObjectsAsync(hashes, receive, cancellationToken);

    public IAsyncEnumerable<ImageSummary> ListImagesAsync(string directory, CancellationToken cancellationToken) =>
        store.ListImagesAsync(directory, cancellationToken);

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        store.ChangeImageExpirationAsync(name, expiresAt, cancellationToken);

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) =>
        store.DeleteImageAsync(name, cancellationToken);

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) =>
        store.MakeDirectoryAsync(name, cancellationToken);

    public Task AddImageAsync(string name, Image image, ImageOrigin origin, CancellationToken cancellationToken) =>
        store.AddImageAsync(name, image, origin, cancellationToken);

    public Task<IReadOnlyList<ImageDirectoryInfo>> ListDirectoriesAsync(CancellationToken cancellationToken) =>
        store.ListDirectoriesAsync(cancellationToken);

    public Task<ImageDirectoryInfo?> FindDirectoryAsync(string name, CancellationToken cancellationToken) =>
        store.FindDirectoryAsync(name, cancellationToken);

    public Task ChangeDirectoryOwnerAsync(string name, string ownerGroup, CancellationToken cancellationToken) =>
        store.ChangeDirectoryOwnerAsync(name, ownerGroup, cancellationToken);

    public Task DeleteDirectoryAsync(string name, CancellationToken cancellationToken) =>
        store.DeleteDirectoryAsync(name, cancellationToken);

    public Task<ImmutableArray<long>> FindObjectsAsync(IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken) =>
        store.FindObjectsAsync(hashes, cancellationToken);

    public ValueTask<IObjectUpload> BeginObjectUploadAsync(CancellationToken cancellationToken) =>
        store.BeginObjectUploadAsync(cancellationToken);

    public Task GetObjectsInOrderAsync(
        IReadOnlyList<ObjectHash> hashes, Func<ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken) => store.GetObjectsInOrderAsync(hashes, receive, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListUnreferencedObjectsAsync(CancellationToken cancellationToken) =>
        store.ListUnreferencedObjectsAsync(cancellationToken);

    public Task<StoreCollectionReport> RemoveUnreferencedObjectsAsync(
        int percentage, long bytes, CancellationToken cancellationToken) =>
        store.RemoveUnreferencedObjectsAsync(percentage, bytes, cancellationToken);

    public IAsyncEnumerable<StoreChange> WatchAsync(CancellationToken cancellationToken) => store.WatchAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
