using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.BuilderTool.Images;

/// <summary>Finds images by the names that users type.</summary>
internal static class ImageNames
{
    /// <summary>Throws if the image does not exist.</summary>
    public static async Task<Image> GetAsync(
        IImageStore store, string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        if (await store.GetImageAsync(name, withFileSystem, cancellationToken) is { } image)
        {
            return image;
        }

        var latest = await store
            .FindLatestImageAsync(new ImageQuery { StreamName = name.TrimEnd('/') }, cancellationToken);
        throw new ImaginatorException(latest is null
            ? $"image \"{name}\" not found; list all images with builder-tool list-images"
            : $"image \"{name}\" not found: it is a stream; its newest image is \"{latest}\"");
    }
}
