using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.Building.Publishing;

/// <summary>The newest image that a stream has before a build adds one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">The image, with its tree.</param>
public sealed record PreviousImage(string Name, Image Image)
{
    /// <summary>Finds it.</summary>
    /// <param name="server">Where images are.</param>
    /// <param name="streamName">The stream.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The image; null if there is none.</returns>
    /// <exception cref="ImageStoreException">The server fails.</exception>
    public static async Task<PreviousImage?> FindAsync(
        IImageStore server, string streamName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var query = new ImageQuery { StreamName = streamName };
        if (await server.FindLatestImageAsync(query, cancellationToken) is not { } name)
        {
            return null;
        }

        var image = await server.GetImageAsync(name, withFileSystem: true, cancellationToken);
        return image?.FileSystem is null ? null : new PreviousImage(name, image);
    }

    /// <summary>The name of this image if a new one is the same to every machine that gets it; else null.</summary>
    /// <param name="image">The new image, with its tree.</param>
    public string? NameIfSameAs(Image image) => ImageEquality.AreEqual(Image, image) ? Name : null;
}
