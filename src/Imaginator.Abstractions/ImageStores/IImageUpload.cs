using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.ImageStores;

/// <summary>
/// One image on its way to a server: first its objects, then the image. Disposing of it before the commit takes
/// everything back that nothing else refers to.
/// </summary>
/// <remarks>Objects may be added from several threads at once; the commit comes after all of them.</remarks>
public interface IImageUpload : IAsyncDisposable
{
    /// <summary>Whether images keep the extended attributes of their files. Where they do not, builds that have some warn.</summary>
    bool KeepsExtendedAttributes => true;

    /// <summary>Adds an object, unless the server has it. Until the upload is disposed of it is not removed.</summary>
    /// <param name="hash">The SHA-512 of the contents.</param>
    /// <param name="contents">The contents; they are no longer used when the call has completed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the object was new to the server.</returns>
    /// <exception cref="ImageStoreException">The object cannot be stored.</exception>
    ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken);

    /// <summary>Adds several objects: cheaper than one by one, where the server can do that.</summary>
    /// <param name="objects">
    /// Each with the SHA-512 of its contents, no two with the same; the contents are no longer used when the call has completed.
    /// </param>
    /// <param name="cancellationToken">Gives up; what was added until then stays as it is.</param>
    /// <returns>Of each whether it was new to the server.</returns>
    /// <exception cref="ImageStoreException">An object cannot be stored.</exception>
    async ValueTask<IReadOnlyList<bool>> AddObjectsAsync(
        IReadOnlyList<KeyValuePair<ObjectHash, ObjectContents>> objects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var isNew = new bool[objects.Count];
        for (var i = 0; i < isNew.Length; i++)
        {
            isNew[i] = await AddObjectAsync(objects[i].Key, objects[i].Value, cancellationToken).ConfigureAwait(false);
        }

        return isNew;
    }

    /// <summary>Adds the image, durably and as a whole.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="image">
    /// The image; the server sets <see cref="Image.CreatedBy"/> and <see cref="Image.CreatedOn"/> itself.
    /// </param>
    /// <param name="cancellationToken">Gives up; the image is then there completely or not at all.</param>
    /// <returns>Completes when the image is durable.</returns>
    /// <exception cref="ImageStoreException">
    /// The name is taken or was deleted, an object is missing, or the server cannot store the image.
    /// </exception>
    Task CommitAsync(string name, Image image, CancellationToken cancellationToken);

    /// <summary>
    /// Instead of a commit: makes the objects durable and lets others see them, for somebody else to add the image. They stay
    /// for a while without one.
    /// </summary>
    /// <param name="cancellationToken">Gives up; what nothing refers to is then removed sooner or later.</param>
    /// <returns>Completes when it is done.</returns>
    /// <exception cref="ImageStoreException">The objects cannot be stored, or the server keeps none without an image.</exception>
    Task SettleAsync(CancellationToken cancellationToken) => throw new ImageStoreException(
        ImageStoreError.BadRequest, "this image server keeps no objects without an image, so an image cannot be returned unpublished");
}
