using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Host.Tests.ImageServing;

/// <summary>A server whose image trees come only when the test says so.</summary>
internal sealed class HeldTrees(IImageStore server) : IImageStore
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    /// <summary>How many trees were asked for so far.</summary>
    public int Begun => Volatile.Read(ref _begun);

    public void Release() => _release.TrySetResult();

    public async Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        if (withFileSystem)
        {
            Interlocked.Increment(ref _begun);
            await _release.Task.WaitAsync(cancellationToken);
        }

        return await server.GetImageAsync(name, withFileSystem, cancellationToken);
    }

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) => server.BeginUploadAsync(cancellationToken);

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken) =>
        server.FindLatestImageAsync(query, cancellationToken);

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) =>
        server.PinImageAsync(name, cancellationToken);

    public Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken) => server.GetObjectsAsync(hashes, receive, cancellationToken);

    public IAsyncEnumerable<ImageSummary> ListImagesAsync(string directory, CancellationToken cancellationToken) =>
        server.ListImagesAsync(directory, cancellationToken);

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        server.ChangeImageExpirationAsync(name, expiresAt, cancellationToken);

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) =>
        server.DeleteImageAsync(name, cancellationToken);

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) =>
        server.MakeDirectoryAsync(name, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
