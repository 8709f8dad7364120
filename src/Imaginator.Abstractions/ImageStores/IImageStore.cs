using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.ImageStores;

/// <summary>A store of images and objects, on this machine or on another one.</summary>
/// <remarks>
/// <para>
/// Implementations are thread-safe. Every member throws <see cref="ImageStoreException"/> when the store refuses a request
/// or fails, and <see cref="OperationCanceledException"/> when the call is cancelled.
/// </para>
/// <para>
/// The names of images and directories are relative paths with slashes, for example <c>base/debian/2030-01-31:23:59:59</c>.
/// </para>
/// <para>
/// An image whose expiration time has passed does not exist for callers, even while the store still has it: it is neither listed nor
/// found, and changes of it fail with <see cref="ImageStoreError.UnknownImage"/>. Only a pinned image can still be read by its name
/// (<see cref="GetImageAsync"/>, <see cref="GetObjectsAsync"/>), until the pin is released, after its expiration or deletion.
/// </para>
/// <para>
/// Directories contain images and directories. Adding an image makes its missing directories. A directory without images stays.
/// </para>
/// <para>
/// Optional interfaces of the same object: <see cref="IServableStore"/>, <see cref="Maintenance.IStoreMaintenance"/>,
/// <see cref="Maintenance.IStoreStatistics"/> and <see cref="Maintenance.IStoreScrubbing"/>.
/// </para>
/// </remarks>
public interface IImageStore : IAsyncDisposable
{
    /// <summary>
    /// True if the store itself compares the contents of objects with their hashes whenever it delivers them: <see cref="GetObjectsAsync"/>
    /// (and <see cref="IObjectStore.GetObjectsInOrderAsync"/>) then fails with <see cref="ImageStoreError.Corrupt"/> instead of completing.
    /// If false, Imaginator compares them, which costs the time of a SHA-512 hash. Constant; a store that wraps another one returns the
    /// value of that store.
    /// </summary>
    bool VerifiesObjects => false;

    /// <summary>Begins the upload of an image.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The upload. The caller must dispose of it; an upload that was not committed then leaves nothing behind.</returns>
    ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken);

    /// <summary>Finds the newest image, by creation time, that matches a query.</summary>
    /// <param name="query">The conditions that the image must meet.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The name of the image, or null if no image matches or the image stream is unknown. Images in subdirectories of the stream's
    /// directory and expired images do not match.
    /// </returns>
    Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken);

    /// <summary>Reads an image.</summary>
    /// <param name="name">The name of the image.</param>
    /// <param name="withFileSystem">
    /// True to read <see cref="Image.FileSystem"/> as well; false to leave it null, which makes the call cheap.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The image, or null if it does not exist, was deleted, or has expired. A pinned image is returned in any case.
    /// </returns>
    Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken);

    /// <summary>
    /// Prevents the removal of an image and its objects, even if the image expires or is deleted. Several pins of one image are
    /// independent. A pin of a process that ends does not outlive it.
    /// </summary>
    /// <param name="name">The name of the image.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A pin. Disposing of it releases the image.</returns>
    /// <exception cref="ImageStoreException">
    /// The image does not exist or has expired (<see cref="ImageStoreError.UnknownImage"/>).
    /// </exception>
    ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Delivers objects whose contents match their hashes. To read objects of any store, use
    /// <see cref="VerifiedObjects.GetVerifiedObjectsAsync"/>.
    /// </summary>
    /// <param name="hashes">The hashes of the objects. The store delivers a hash that occurs twice two times.</param>
    /// <param name="receive">
    /// Receives an object: its index in <paramref name="hashes"/> and its contents. The store can call it for several objects
    /// at the same time, on several threads, in any order.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when all objects have been received.</returns>
    /// <exception cref="ImageStoreException">
    /// An object is missing (<see cref="ImageStoreError.UnknownObject"/>) or corrupt (<see cref="ImageStoreError.Corrupt"/>).
    /// The message contains its hash.
    /// </exception>
    Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken);

    /// <summary>
    /// Measures the disk space of objects. Files with holes need less space than their length. Implementations override this
    /// method where it is cheap.
    /// </summary>
    /// <param name="hashes">The hashes of the objects.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The disk space of each object in bytes, in the order of <paramref name="hashes"/>, 0 for an object that is missing; null if
    /// the store does not know the space.
    /// </returns>
    Task<IReadOnlyList<long>?> TryMeasureObjectsAsync(IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<long>?>(null);

    /// <summary>
    /// Finds an object of an image that is missing, too short or known to be damaged, without reading the objects. Implementations
    /// override this method where it is cheap.
    /// </summary>
    /// <param name="name">The name of the image.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The hash of the first such object; null if there is none, or if the store does not know.</returns>
    /// <exception cref="ImageStoreException">The image does not exist (<see cref="ImageStoreError.UnknownImage"/>).</exception>
    Task<ObjectHash?> FindMissingObjectAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<ObjectHash?>(null);

    /// <summary>Lists images in the byte order of their names. Expired images are left out, also pinned ones.</summary>
    /// <param name="directory">
    /// The directory (for example, an image stream) that contains the images, including those in its subdirectories; empty for all images.
    /// If the directory does not exist, the list is empty.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The images. Images that are added or removed during the enumeration can be included or not.</returns>
    IAsyncEnumerable<ImageSummary> ListImagesAsync(string directory, CancellationToken cancellationToken);

    /// <summary>Postpones the expiration of an image. The new time must not be earlier than the present one.</summary>
    /// <param name="name">The name of the image.</param>
    /// <param name="expiresAt">The new expiration time; null if the image never expires.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the change is durable.</returns>
    /// <exception cref="ImageStoreException">
    /// The image does not exist or has expired (<see cref="ImageStoreError.UnknownImage"/>), or the new time is earlier than the present
    /// one (<see cref="ImageStoreError.BadRequest"/>).
    /// </exception>
    Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes an image. Its name cannot be used again. Its objects stay as long as a pin of the image, another image or a running upload
    /// refers to them.
    /// </summary>
    /// <param name="name">The name of the image.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the image is deleted durably.</returns>
    /// <exception cref="ImageStoreException">
    /// The image does not exist or has expired (<see cref="ImageStoreError.UnknownImage"/>).
    /// </exception>
    Task DeleteImageAsync(string name, CancellationToken cancellationToken);

    /// <summary>Makes a directory and its missing parents. An existing directory is not an error.</summary>
    /// <param name="name">The name of the directory, for example the name of an image stream.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the directory exists.</returns>
    Task MakeDirectoryAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Makes directories and their missing parents. Existing directories are not an error. Implementations override this
    /// method where many directories are cheaper together than one at a time.
    /// </summary>
    /// <param name="names">The names of the directories, for example the names of all image streams.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when all directories exist. If it fails, some of them can exist.</returns>
    async Task MakeDirectoriesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            await MakeDirectoryAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }
}
