using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.BuilderTool.Images;

/// <summary>Finds images by the names that users type: those of images, and those of streams for their newest images.</summary>
internal static class ImageNames
{
    /// <summary>Throws if there is no such image.</summary>
    public static async Task<(string Name, Image Image)> GetAsync(
        IImageStore store, string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        if (await store.GetImageAsync(name, withFileSystem, cancellationToken) is { } image)
        {
            return (name, image);
        }

        var query = new ImageQuery { StreamName = name.TrimEnd('/') };
        return await store.FindLatestImageAsync(query, cancellationToken) is { } latest
            && await store.GetImageAsync(latest, withFileSystem, cancellationToken) is { } newest
            ? (latest, newest)
            : throw new ImaginatorException($"image \"{name}\" not found; list all images with builder-tool list-images");
    }
}
