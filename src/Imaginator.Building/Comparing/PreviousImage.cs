using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.Building.Comparing;

/// <summary>The newest image of a stream before a build adds another.</summary>
/// <param name="Image">The image, with its file system.</param>
public sealed record PreviousImage(string Name, Image Image)
{
    /// <summary>Finds the previous image; null if the stream has none.</summary>
    /// <exception cref="ImageStoreException">The store fails.</exception>
    public static async Task<PreviousImage?> FindAsync(
        IImageStore store, string streamName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var query = new ImageQuery { StreamName = streamName };
        if (await store.FindLatestImageAsync(query, cancellationToken) is not { } name)
        {
            return null;
        }

        var image = await store.GetImageAsync(name, withFileSystem: true, cancellationToken);
        return image?.FileSystem is null ? null : new PreviousImage(name, image);
    }

    /// <summary>The name of this image if a new image, with its file system, is identical to it on every machine; otherwise null.</summary>
    public string? NameIfSameAs(Image image) => ImageEquality.AreEqual(Image, image) ? Name : null;
}
