using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.BuilderTool.Images;

/// <summary>Images by what users type.</summary>
internal static class ImageNames
{
    /// <summary>Gets an image that must exist.</summary>
    /// <exception cref="ImaginatorException">It does not; the message tells what does.</exception>
    public static async Task<Image> GetAsync(
        IImageStore server, string name, bool withFileSystem, CancellationToken cancellationToken)
    {
        if (await server.GetImageAsync(name, withFileSystem, cancellationToken) is { } image)
        {
            return image;
        }

        var latest = await server
            .FindLatestImageAsync(new ImageQuery { StreamName = name.TrimEnd('/') }, cancellationToken);
        throw new ImaginatorException(latest is null
            ? $"no image is called {name}. See: builder-tool list-images"
            : $"no image is called {name}, but a stream is. Its latest image: {latest}");
    }
}
