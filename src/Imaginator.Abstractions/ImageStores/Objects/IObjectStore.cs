using System.Collections.Immutable;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Images;

namespace Imaginator.ImageStores.Objects;

/// <summary>The objects of a store, independent of images.</summary>
/// <remarks>
/// Thread-safe. Fails like <see cref="IImageStore"/>. The store removes unreferenced objects at a later time. Objects that a
/// caller has added or found stay long enough for the caller to add an image that refers to them.
/// </remarks>
public interface IObjectStore
{
    /// <summary>Looks up objects. The store keeps the objects that exist for a limited time.</summary>
    /// <param name="hashes">The hashes of the objects.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The lengths of the objects in bytes, in the same order; 0 for missing objects.</returns>
    Task<ImmutableArray<long>> FindObjectsAsync(IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken);

    /// <summary>Begins the upload of objects for an image that is added later.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The upload. The caller must dispose of it.</returns>
    ValueTask<IObjectUpload> BeginObjectUploadAsync(CancellationToken cancellationToken);

    /// <summary>Delivers objects one after another, in order, after a check of their contents against their hashes.</summary>
    /// <param name="hashes">The hashes of the objects. The store delivers a hash that occurs twice two times.</param>
    /// <param name="receive">Receives an object. The store delivers the next object after the returned task has completed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when all objects have been received.</returns>
    /// <exception cref="ImageStoreException">
    /// An object is missing (<see cref="ImageStoreError.UnknownObject"/>) or corrupt (<see cref="ImageStoreError.Corrupt"/>).
    /// The message contains its hash.
    /// </exception>
    Task GetObjectsInOrderAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken);

    /// <summary>Lists objects that no image refers to, from the oldest to the newest.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The objects.</returns>
    IAsyncEnumerable<StoredObject> ListUnreferencedObjectsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes objects that no image refers to and that no caller has added or found recently, from the oldest to the newest,
    /// until both minimums are reached or no object is left.
    /// </summary>
    /// <param name="percentage">The minimum share of the unreferenced objects to remove, 0 to 100.</param>
    /// <param name="bytes">The minimum total size of the objects to remove, in bytes.</param>
    /// <param name="cancellationToken">Cancels the call. Removed objects stay removed.</param>
    /// <returns>The removed objects.</returns>
    Task<StoreCollectionReport> RemoveUnreferencedObjectsAsync(
        int percentage, long bytes, CancellationToken cancellationToken);
}
