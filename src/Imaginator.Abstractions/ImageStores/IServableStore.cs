using Imaginator.ImageStores.Changes;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.ImageStores;

/// <summary>
/// What an image server can do besides whose store is served to others, over a network. An <see cref="IImageStore"/>
/// implements it where it applies.
/// </summary>
/// <remarks>Thread-safe; fails like <see cref="IImageStore"/>.</remarks>
public interface IServableStore : IImageDirectories, IObjectStore, IStoreChanges
{
    /// <summary>Adds an image on behalf of somebody, durably and as a whole. All of its objects must be there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="image">The image, without what <paramref name="origin"/> says.</param>
    /// <param name="origin">Who adds it.</param>
    /// <param name="cancellationToken">Gives up; the image is then there completely or not at all.</param>
    /// <returns>Completes when the image is durable.</returns>
    /// <exception cref="ImageStoreException">
    /// The name is taken or was deleted, an object is missing, or the server cannot store the image.
    /// </exception>
    Task AddImageAsync(string name, Image image, ImageOrigin origin, CancellationToken cancellationToken);
}
