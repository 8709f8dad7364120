using System.Security.Cryptography;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace TemplateNamespace;

/// <summary>The upload of an image.</summary>
internal sealed class ImageUpload(StoreFiles files, TimeProvider timeProvider) : IImageUpload
{
    public async ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = files.ObjectPath(hash);
        if (File.Exists(path))
        {
            return false;
        }

        var incomplete = files.NewPath();
        try
        {
            await using (var file = new FileStream(incomplete, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await using (var stream = contents.OpenRead())
                {
                    await stream.CopyToAsync(file, cancellationToken);
                }

                file.Position = 0;
                if (new ObjectHash(await SHA512.HashDataAsync(file, cancellationToken)) != hash)
                {
                    throw new ImageStoreException(
                        ImageStoreError.Corrupt, $"cannot add the object {hash}: its contents have another hash");
                }

                file.Flush(flushToDisk: true);
            }

            return TryMove(incomplete, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageStoreException(ImageStoreError.Unreachable, $"cannot add the object {hash}: {e.Message}", e);
        }
        finally
        {
            File.Delete(incomplete);
        }
    }

    public async Task CommitAsync(string name, Image image, CancellationToken cancellationToken)
    {
        ImageNames.RequireValid(name);
        using var changes = await files.LockChangesAsync(cancellationToken);
        var now = timeProvider.GetUtcNow();
        if (files.TryReadImage(name) is not null)
        {
            throw new ImageStoreException(ImageStoreError.ImageExists, $"cannot add image {name}: the name is or was in use");
        }

        if (image.ExpiresAt <= now)
        {
            throw new ImageStoreException(ImageStoreError.BadRequest, $"cannot add image {name}: it has expired");
        }

        foreach (var hash in image.EnumerateObjects())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!File.Exists(files.ObjectPath(hash)))
            {
                throw new ImageStoreException(ImageStoreError.BadRequest, $"cannot add image {name}: the object {hash} is missing");
            }
        }

        files.WriteImage(new StoredImage(name, IsDeleted: false, image with { CreatedBy = Environment.UserName, CreatedOn = now }));
    }

    // The objects of an upload without an image are garbage, which the store removes when it is opened.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            // Another upload was faster.
            return false;
        }
    }
}
