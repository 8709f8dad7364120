using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.S3.Catalogue;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.S3.Uploading;

/// <summary>Converts failures of the temporary database during an upload.</summary>
internal sealed class GuardedUpload(ImageUpload upload, string store) : IImageUpload
{
    public async ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        try
        {
            return await upload.AddObjectAsync(hash, contents, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw TableErrors.Translate(e, store);
        }
    }

    public async Task CommitAsync(string name, Image image, CancellationToken cancellationToken)
    {
        try
        {
            await upload.CommitAsync(name, image, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw TableErrors.Translate(e, store);
        }
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await upload.FlushAsync(cancellationToken);
        }
        catch (SqliteException e)
        {
            throw TableErrors.Translate(e, store);
        }
    }

    public ValueTask DisposeAsync() => upload.DisposeAsync();
}
