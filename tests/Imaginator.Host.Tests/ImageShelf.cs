using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Host.Tests;

/// <summary>An image server that knows names, expirations and directories.</summary>
internal sealed class ImageShelf(TimeProvider time) : IImageStore
{
    private readonly ConcurrentDictionary<string, Image> _images = new(StringComparer.Ordinal);

    /// <summary>Runs before each call; throws where the server fails.</summary>
    public Action<string> Before { get; set; } = _ => { };

    public ConcurrentDictionary<string, int> Directories { get; } = new(StringComparer.Ordinal);

    public int Extensions { get; private set; }

    public void Put(string name, DateTimeOffset? expiresAt) =>
        _images[name] = new Image { CreatedOn = time.GetUtcNow(), ExpiresAt = expiresAt };

    public DateTimeOffset? ExpirationOf(string name) => _images[name].ExpiresAt;

    /// <summary>Whether a stream has an image now.</summary>
    public bool HasImage(string stream) => Latest(stream) is not null;

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        Before(query.StreamName);
        return Task.FromResult(Latest(query.StreamName));
    }

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) =>
        Task.FromResult(_images.GetValueOrDefault(name));

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        Before(name);
        Assert.True(expiresAt is null || _images[name].ExpiresAt < expiresAt, "only to a later time");
        _images[name] = _images[name] with { ExpiresAt = expiresAt };
        Extensions++;
        return Task.CompletedTask;
    }

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken)
    {
        Before(name);
        Directories.AddOrUpdate(name, 1, (_, count) => count + 1);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Whether lists have times.</summary>
    public bool ListsTimes { get; set; } = true;

    /// <summary>Lists all images: tests list no directory.</summary>
    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Before(directory);
        foreach (var (name, image) in _images.OrderBy(image => image.Key, StringComparer.Ordinal))
        {
            await Task.Yield();
            yield return ListsTimes ? new ImageSummary(name, image.CreatedOn, image.ExpiresAt) : new ImageSummary(name);
        }
    }

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    private string? Latest(string stream) => _images
        .Where(image => image.Key.StartsWith(stream + "/", StringComparison.Ordinal)
            && !(image.Value.ExpiresAt <= time.GetUtcNow()))
        .OrderByDescending(image => image.Value.CreatedOn)
        .Select(image => image.Key)
        .FirstOrDefault();
}
