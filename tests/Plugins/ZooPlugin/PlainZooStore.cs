using System.Runtime.CompilerServices;
using Imaginator.Images;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;

namespace Imaginator.TestPlugins;

/// <summary>A store whose methods all end in the same way. It has no optional interface.</summary>
internal class PlainZooStore(string way) : IImageStore
{
    public bool VerifiesObjects => Hanging.End(way, true);

    public async ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) =>
        await Hanging.EndAsync<IImageUpload>(BeginningOf(way), () => new ZooUpload(way), cancellationToken);

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken) => EndAsync<string?>(null, cancellationToken);

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) =>
        EndAsync<Image?>(null, cancellationToken);

    public async ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) =>
        await Hanging.EndAsync<IAsyncDisposable>(way, () => new ZooPin(), cancellationToken);

    public async Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        await EndAsync(true, cancellationToken);
        using var stream = new BrokenStream(way == "torn");
        await receive(0, ObjectContents.FromStream(stream, 1), cancellationToken);
    }

    public Task<IReadOnlyList<long>?> TryMeasureObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken) =>
        EndAsync<IReadOnlyList<long>?>([1], cancellationToken);

    public Task<ObjectHash?> FindMissingObjectAsync(string name, CancellationToken cancellationToken) =>
        EndAsync<ObjectHash?>(null, cancellationToken);

    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ImageSummary("a");
        await EndAsync(true, cancellationToken);
        yield return new ImageSummary("b");
    }

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        EndAsync(true, cancellationToken);

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) => EndAsync(true, cancellationToken);

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) => EndAsync(true, cancellationToken);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return new ValueTask(EndAsync(true, CancellationToken.None));
    }

    protected Task<T> EndAsync<T>(T result, CancellationToken cancellationToken) =>
        Hanging.EndAsync(way, () => result, cancellationToken);

    // An upload whose methods are called must begin.
    protected static string BeginningOf(string way) => way == "upload" ? "fine" : way;

    private sealed class ZooPin : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            LateCalls.Released("pin");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class BrokenStream(bool isBroken) : MemoryStream([1])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => isBroken
            ? throw new InvalidOperationException("a bug in a stream")
            : base.ReadAsync(buffer, cancellationToken);
    }
}
