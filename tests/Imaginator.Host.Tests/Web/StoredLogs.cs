using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Host.Tests.Web;

/// <summary>An image store that has only the images of a test, with their build logs.</summary>
internal sealed class StoredLogs : IImageStore, IStoreScrubbing
{
    private static readonly ObjectHash Hash = new(new byte[ObjectHash.Length]);

    /// <summary>The log of each image.</summary>
    public Dictionary<string, byte[]> Logs { get; } = [];

    /// <summary>Thrown after a log was sent; null for none.</summary>
    public Exception? Failure { get; set; }

    // The logs have no hashes.
    public bool VerifiesObjects => true;

    /// <summary>What a scrub finds.</summary>
    public StoreScrubReport Scrub { get; set; } = new(0, 0, 0);

    /// <summary>The rate of the last scrub.</summary>
    public long ScrubRate { get; private set; }

    public Task<StoreScrubReport> ScrubAsync(long bytesPerSecond, CancellationToken cancellationToken)
    {
        ScrubRate = bytesPerSecond;
        return Task.FromResult(Scrub);
    }

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        Served = name;
        return Task.FromResult(Logs.ContainsKey(name) ? new Image { BuildLog = new Annotation(Hash) } : null);
    }

    public async Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        await receive(0, ObjectContents.FromBytes(Logs[Served]), cancellationToken);
        if (Failure is { } failure)
        {
            throw failure;
        }
    }

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<ImageSummary> ListImagesAsync(string directory, CancellationToken cancellationToken) => Logs.Keys
        .Where(name => directory.Length == 0 || name.StartsWith(directory + "/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(name => new ImageSummary(name))
        .ToAsyncEnumerable();

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Served { get; set; } = "";
}
