using System.Runtime.CompilerServices;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Host.Daemon;

/// <summary>
/// Takes the place of an image store whose plugin cannot be used: every call fails with the reason, so that the daemon serves its other
/// functions and shows the reason everywhere. Thread-safe.
/// </summary>
internal sealed class UnusableImageStore(string reason) : IImageStore
{
    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) =>
        ValueTask.FromException<IImageUpload>(Failure());

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken) =>
        Task.FromException<string?>(Failure());

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) =>
        Task.FromException<Image?>(Failure());

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromException<IAsyncDisposable>(Failure());

    public Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken) => Task.FromException(Failure());

    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.FromException(Failure());
        yield break;
    }

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        Task.FromException(Failure());

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) => Task.FromException(Failure());

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) => Task.FromException(Failure());

    // Not one failure for each of thousands of streams.
    public Task MakeDirectoriesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        Task.FromException(Failure());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ImageStoreException Failure() => new(ImageStoreError.Unreachable, reason);
}
