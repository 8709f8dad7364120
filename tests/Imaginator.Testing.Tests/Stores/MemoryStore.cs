using Imaginator.Images;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;

namespace Imaginator.Testing.Tests.Stores;

/// <summary>An image store in memory, right or with one fault.</summary>
internal sealed class MemoryStore(MemoryState state) : IImageStore
{
    public bool VerifiesObjects => state.Fault != MemoryStoreFault.FlipsByte;

    public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken)
    {
        var upload = new MemoryUpload(state);
        lock (state.Gate)
        {
            state.Uploads.Add(upload);
        }

        return ValueTask.FromResult<IImageUpload>(upload);
    }

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return Task.FromResult<string?>(state.Visible
                .Where(image => image.Key.LastIndexOf('/') is > 0 and var slash && image.Key[..slash] == query.StreamName)
                .Where(image => !query.IgnoreExpiringImages || image.Value.Image.ExpiresAt is null)
                .Where(image => string.IsNullOrEmpty(query.BuildCommitId) || image.Value.Image.BuildCommitId == query.BuildCommitId)
                .Where(image => query.TagsToMatch.All(
                    tag => image.Value.Image.Tags.TryGetValue(tag.Key, out var value) && tag.Value.Contains(value)))
                .OrderByDescending(image => image.Value.Image.CreatedOn).Select(image => image.Key).FirstOrDefault());
        }
    }

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Gate)
        {
            var image = state.Images.TryGetValue(name, out var found) && state.IsReadable(found) ? found.Image : null;
            return Task.FromResult(withFileSystem || image is null ? image : image with { FileSystem = null });
        }
    }

    public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var image = state.RequireVisible(name);
            image.Pins++;
            return ValueTask.FromResult<IAsyncDisposable>(new Pin(state, image));
        }
    }

    public async Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        for (var i = 0; i < hashes.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await receive(i, ObjectContents.FromBytes(Read(hashes[i])), cancellationToken);
        }
    }

    public async IAsyncEnumerable<ImageSummary> ListImagesAsync(
        string directory, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] names;
        lock (state.Gate)
        {
            names = [.. state.Visible.Select(image => image.Key)];
        }

        await Task.CompletedTask;
        foreach (var name in names.Where(name => directory.Length == 0 || name.StartsWith(directory + "/", StringComparison.Ordinal)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ImageSummary(name);
        }
    }

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var image = state.RequireVisible(name);
            if (expiresAt is not null && !(image.Image.ExpiresAt <= expiresAt) && state.Fault != MemoryStoreFault.ShortensLives)
            {
                throw new ImageStoreException(ImageStoreError.BadRequest, "the expiration can only be postponed");
            }

            image.Image = image.Image with { ExpiresAt = expiresAt };
        }

        return Task.CompletedTask;
    }

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Gate)
        {
            state.RequireVisible(name).IsDeleted = true;
        }

        return Task.CompletedTask;
    }

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private byte[] Read(ObjectHash hash)
    {
        lock (state.Gate)
        {
            if (!state.Objects.TryGetValue(hash, out var bytes))
            {
                throw new ImageStoreException(ImageStoreError.UnknownObject, $"object {hash} does not exist");
            }

            if (state.Fault == MemoryStoreFault.FlipsByte)
            {
                return [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
            }

            return ObjectHash.Compute(bytes) == hash || state.Fault is MemoryStoreFault.StoresAnyContents or MemoryStoreFault.DeliversCorruptObjects
                ? bytes
                : throw new ImageStoreException(ImageStoreError.Corrupt, $"object {hash} is corrupt");
        }
    }

    private sealed class Pin(MemoryState state, MemoryImage image) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (state.Gate)
            {
                image.Pins--;
            }

            return ValueTask.CompletedTask;
        }
    }
}
