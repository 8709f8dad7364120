using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.ImageStores;

/// <summary>The upload of one image: first its objects, then the image.</summary>
/// <remarks>
/// <para>
/// Several threads can add objects at the same time. <see cref="CommitAsync"/> and <see cref="FlushAsync"/> must follow
/// the completion of all additions.
/// </para>
/// <para>
/// Disposing of an upload that was neither committed nor flushed removes the objects that only it has added: those that the store did not have
/// when they were added, and that no image, pin or other upload refers to. It never removes an object for which
/// <see cref="AddObjectAsync"/> returned false, or that another upload has added or found in the meantime. The removal can happen
/// later. A process that ends without disposing of its upload leaves only data that the store removes later.
/// </para>
/// </remarks>
public interface IImageUpload : IAsyncDisposable
{
    /// <summary>
    /// True if the store keeps the extended attributes of files. If false, builds of images with extended attributes print
    /// a warning.
    /// </summary>
    bool KeepsExtendedAttributes => true;

    /// <summary>
    /// Adds an object unless the store has it. The store keeps the object at least until the caller disposes of the upload.
    /// </summary>
    /// <param name="hash">The SHA-512 hash of the contents.</param>
    /// <param name="contents">The contents. The store does not use them after the call has completed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if the object is new to the store.</returns>
    /// <exception cref="ImageStoreException">The object cannot be stored.</exception>
    ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken);

    /// <summary>
    /// Adds several objects. Implementations override this method where many objects are cheaper together than one at a
    /// time.
    /// </summary>
    /// <param name="objects">
    /// The contents with their SHA-512 hashes, which must differ. The store does not use the contents after the call has
    /// completed.
    /// </param>
    /// <param name="cancellationToken">Cancels the call. Objects that were added before stay in the upload.</param>
    /// <returns>For each object, in the same order: true if the object is new to the store.</returns>
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

    /// <summary>Adds the image, durably and atomically.</summary>
    /// <param name="name">The name of the image.</param>
    /// <param name="image">
    /// The image. The store sets <see cref="Image.CreatedBy"/> and <see cref="Image.CreatedOn"/>, must have all objects of
    /// <see cref="Image.EnumerateObjects"/>, and makes the missing directories of the name.
    /// </param>
    /// <param name="cancellationToken">Cancels the call. The store then has the complete image or none of it.</param>
    /// <returns>A task that completes when the image is durable.</returns>
    /// <exception cref="ImageStoreException">
    /// The name is in use or belonged to a deleted or expired image (<see cref="ImageStoreError.ImageExists"/>), an object is missing or
    /// the expiration time has passed (<see cref="ImageStoreError.BadRequest"/>), or the store cannot store the image.
    /// </exception>
    Task CommitAsync(string name, Image image, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the upload without an image: makes the objects durable and visible to other callers, one of which adds the image.
    /// The store keeps the objects for a limited time.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call. The store later removes objects that nothing refers to.</param>
    /// <returns>A task that completes when the objects are durable.</returns>
    /// <exception cref="ImageStoreException">
    /// The objects cannot be stored, or the store keeps no objects without an image
    /// (<see cref="ImageStoreError.BadRequest"/>).
    /// </exception>
    Task FlushAsync(CancellationToken cancellationToken) => throw new ImageStoreException(
        ImageStoreError.BadRequest,
        "cannot return an unpublished image: this image store keeps no objects without an image; publish the image");
}
