using System.Collections.Immutable;
using Imaginator.BuilderTool.Output;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.BuilderTool.Store;

/// <summary>Copies single images. It remembers the objects that the target has, so that images with common objects transfer them once.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ImageCopy(IImageStore source, IImageStore target, CopyProgress progress, TimeProvider time)
{
    // Objects of one request to the source.
    private const int BatchLength = 1000;

    // 64 bytes each. Objects that were forgotten are transferred again, and the target drops them.
    private const int MaximumKnown = 2_000_000;

    private readonly HashSet<ObjectHash> _known = [];
    private readonly Dictionary<string, string> _newestPresent = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];

    /// <summary>What the target does not keep, as one line for each image.</summary>
    public ImmutableArray<string> Warnings => [.. _warnings];

    /// <summary>Copies an image unless the target has it.</summary>
    /// <exception cref="ImageStoreException">
    /// The image or one of its objects cannot be read, the target does not accept the image or has another one of this name, or a store
    /// cannot be used.
    /// </exception>
    public async Task<CopyOutcome> RunAsync(string name, CancellationToken cancellationToken)
    {
        // 1. The image and its objects stay until the copy is complete.
        await using var pin = await TryPinAsync(name, cancellationToken);
        if (pin is null)
        {
            return CopyOutcome.Gone;
        }

        // 2. Images that the target has.
        if (await target.GetImageAsync(name, withFileSystem: false, cancellationToken) is { } present)
        {
            return await CompareAsync(name, present, cancellationToken);
        }

        // 3. The others.
        if (await source.GetImageAsync(name, withFileSystem: true, cancellationToken) is not { } image || IsExpired(image))
        {
            return CopyOutcome.Gone;
        }

        try
        {
            await CopyAsync(name, image, cancellationToken);
            return CopyOutcome.Copied;
        }
        catch (ImageStoreException e) when (e.Reason == ImageStoreError.BadRequest && IsExpired(image))
        {
            // It has expired during the copy.
            return CopyOutcome.Gone;
        }
    }

    private static string StreamOf(string name) => name[..Math.Max(0, name.LastIndexOf('/'))];

    // Names are used once: the same origin means the same image.
    private static bool IsSame(Image one, Image other) =>
        one.BuildCommitId == other.BuildCommitId
        && one.SourceImage == other.SourceImage
        && one.CreatedFor == other.CreatedFor
        && one.BuildLog?.Object == other.BuildLog?.Object;

    private bool IsExpired(Image image) => image.ExpiresAt <= time.GetUtcNow();

    private async Task<IAsyncDisposable?> TryPinAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await source.PinImageAsync(name, cancellationToken);
        }
        catch (ImageStoreException e) when (e.Reason == ImageStoreError.UnknownImage)
        {
            return null;
        }
    }

    private async Task<CopyOutcome> CompareAsync(string name, Image present, CancellationToken cancellationToken)
    {
        if (await source.GetImageAsync(name, withFileSystem: false, cancellationToken) is not { } image)
        {
            return CopyOutcome.Gone;
        }

        if (!IsSame(image, present))
        {
            throw new ImageStoreException(
                ImageStoreError.ImageExists, $"the target has another image of the name \"{FileName.ToDisplay(name)}\"; copy to an empty store");
        }

        _newestPresent[StreamOf(name)] = name;
        if (present.ExpiresAt is null || image.ExpiresAt <= present.ExpiresAt)
        {
            return CopyOutcome.Present;
        }

        await target.ChangeImageExpirationAsync(name, image.ExpiresAt, cancellationToken);
        return CopyOutcome.Postponed;
    }

    private async Task CopyAsync(string name, Image image, CancellationToken cancellationToken)
    {
        ObjectHash[] objects = [.. image.EnumerateObjects()];
        var missing = await FindMissingAsync(name, objects, cancellationToken);
        try
        {
            await TransferAsync(name, image, missing, cancellationToken);
        }
        catch (ImageStoreException e) when (
            e.Reason is ImageStoreError.BadRequest or ImageStoreError.UnknownObject && missing.Length < objects.Length && !IsExpired(image))
        {
            // The target can have removed objects with another image since.
            _known.Clear();
            await TransferAsync(name, image, objects, cancellationToken);
        }

        if (_known.Count + objects.Length > MaximumKnown)
        {
            _known.Clear();
        }

        _known.UnionWith(objects);
    }

    private async Task<ObjectHash[]> FindMissingAsync(string name, ObjectHash[] objects, CancellationToken cancellationToken)
    {
        if (target is IObjectStore store)
        {
            var lengths = await store.FindObjectsAsync(objects, cancellationToken);
            return [.. objects.Where((_, index) => lengths[index] == 0)];
        }

        // After an interruption: the image before this one in the stream has most of the objects.
        if (_newestPresent.Remove(StreamOf(name), out var previous)
            && await target.GetImageAsync(previous, withFileSystem: true, cancellationToken) is { } image)
        {
            _known.UnionWith(image.EnumerateObjects());
        }

        return [.. objects.Where(hash => !_known.Contains(hash))];
    }

    private async Task TransferAsync(string name, Image image, ObjectHash[] objects, CancellationToken cancellationToken)
    {
        await using var upload = await target.BeginUploadAsync(cancellationToken);
        foreach (var batch in objects.Chunk(BatchLength))
        {
            await source.GetVerifiedObjectsAsync(
                batch,
                async (index, contents, token) =>
                {
                    var isNew = await upload.AddObjectAsync(batch[index], contents, token);
                    progress.Add(isNew ? 1 : 0, contents.Length);
                },
                cancellationToken);
        }

        if (target is IServableStore servable)
        {
            // The upload keeps the objects until the image has them.
            await upload.FlushAsync(cancellationToken);
            var origin = new ImageOrigin { CreatedBy = image.CreatedBy, CreatedOn = image.CreatedOn };
            await servable.AddImageAsync(name, image, origin, cancellationToken);
        }
        else
        {
            await upload.CommitAsync(name, image, cancellationToken);
        }

        var lost = upload.KeepsExtendedAttributes ? 0 : image.FileSystem?.InodeTable.Values.Count(inode => !inode.ExtendedAttributes.IsDefaultOrEmpty) ?? 0;
        if (lost > 0)
        {
            _warnings.Add(
                $"image \"{FileName.ToDisplay(name)}\": the target does not keep the extended attributes of {CountFormat.Of(lost, "file")}");
        }
    }
}
