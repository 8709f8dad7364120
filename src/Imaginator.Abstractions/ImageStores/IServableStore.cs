using Imaginator.ImageStores.Changes;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.ImageStores;

/// <summary>
/// An image store that Imaginator can serve to clients over a network. An uploader's <see cref="IImageStore"/> implements
/// this interface if its store supports it.
/// </summary>
/// <remarks>Thread-safe. Fails like <see cref="IImageStore"/>.</remarks>
public interface IServableStore : IImageStore, IImageDirectories, IObjectStore, IStoreChanges
{
    /// <summary>Adds an image on behalf of a client, durably and atomically. The store must have all objects of the image.</summary>
    /// <param name="name">The name of the image.</param>
    /// <param name="image">The image. <paramref name="origin"/> replaces its creator and creation time.</param>
    /// <param name="origin">The creator and the creation time of the image.</param>
    /// <param name="cancellationToken">Cancels the call. The store then has the complete image or none of it.</param>
    /// <returns>A task that completes when the image is durable.</returns>
    /// <exception cref="ImageStoreException">
    /// The name is in use or belonged to a deleted image (<see cref="ImageStoreError.ImageExists"/>), an object is missing, or
    /// the store cannot store the image.
    /// </exception>
    Task AddImageAsync(string name, Image image, ImageOrigin origin, CancellationToken cancellationToken);
}
