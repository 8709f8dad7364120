using Imaginator.Images;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;

namespace Imaginator.Testing.Tests.Stores;

/// <summary>An upload to a <see cref="MemoryState"/>.</summary>
internal sealed class MemoryUpload(MemoryState state) : IImageUpload
{
    private readonly HashSet<ObjectHash> _own = [];
    private bool _isCommitted;

    /// <summary>The objects that this upload has added or found.</summary>
    public HashSet<ObjectHash> Used { get; } = [];

    public async ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await using (var stream = contents.OpenRead())
        {
            await stream.CopyToAsync(copy, cancellationToken);
        }

        var bytes = copy.ToArray();
        if ((bytes.Length != contents.Length || ObjectHash.Compute(bytes) != hash) && state.Fault != MemoryStoreFault.StoresAnyContents)
        {
            throw new ImageStoreException(ImageStoreError.BadRequest, $"the contents are not those of object {hash}");
        }

        lock (state.Gate)
        {
            Used.Add(hash);
            var isNew = state.Objects.TryAdd(hash, bytes);
            if (isNew)
            {
                _own.Add(hash);
            }

            return isNew || state.Fault == MemoryStoreFault.ReportsKnownObjectsAsNew;
        }
    }

    public Task CommitAsync(string name, Image image, CancellationToken cancellationToken)
    {
        if (state.Fault != MemoryStoreFault.IgnoresCancellation)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        lock (state.Gate)
        {
            Check(name, image);
            var added = image with { CreatedOn = state.Clock.GetUtcNow(), CreatedBy = "memory" };
            if (state.Fault == MemoryStoreFault.AddsImageFirst)
            {
                state.Images[name] = new MemoryImage(added);
            }

            var missing = state.ObjectsOf(image).FirstOrDefault(hash => !state.Objects.ContainsKey(hash));
            if (!missing.IsZero && state.Fault != MemoryStoreFault.AddsIncompleteImages)
            {
                throw new ImageStoreException(ImageStoreError.BadRequest, $"object {missing} is missing");
            }

            state.Images[name] = new MemoryImage(added);
            _isCommitted = true;
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        lock (state.Gate)
        {
            state.Uploads.Remove(this);
            if (!_isCommitted)
            {
                Discard();
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Discard()
    {
        var used = state.Images.Values.SelectMany(image => image.Image.EnumerateObjects())
            .Concat(state.Uploads.SelectMany(upload => upload.Used)).ToHashSet();
        var takesAll = state.Fault == MemoryStoreFault.TakesSharedObjects;
        foreach (var hash in (takesAll ? Used : _own).Where(hash => takesAll || !used.Contains(hash)).ToArray())
        {
            state.Objects.Remove(hash);
        }
    }

    private void Check(string name, Image image)
    {
        if (name.Any(char.IsControl) || name.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new ImageStoreException(ImageStoreError.BadRequest, "invalid image name");
        }

        if (state.Images.TryGetValue(name, out var other) && (!other.IsDeleted || state.Fault != MemoryStoreFault.ReusesNames))
        {
            throw new ImageStoreException(ImageStoreError.ImageExists, $"image \"{name}\" exists or existed");
        }

        if (image.ExpiresAt <= state.Clock.GetUtcNow())
        {
            throw new ImageStoreException(ImageStoreError.BadRequest, "the image has expired");
        }
    }
}
