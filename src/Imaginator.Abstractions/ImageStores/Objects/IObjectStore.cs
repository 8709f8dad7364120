using System.Collections.Immutable;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Images;

namespace Imaginator.ImageStores.Objects;

/// <summary>The objects of a store, apart from images.</summary>
/// <remarks>
/// Thread-safe; fails like <see cref="IImageStore"/>. Objects that nothing refers to are removed sooner or later. Those
/// that somebody has added or found stay long enough for an image that refers to them to be added.
/// </remarks>
public interface IObjectStore
{
    /// <summary>Looks which objects there are. Those that are there stay for a while.</summary>
    /// <param name="hashes">The objects.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Their lengths in bytes, in the same order; 0 for those that are missing.</returns>
    Task<ImmutableArray<long>> FindObjectsAsync(IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken);

    /// <summary>Starts to add objects that an image is going to refer to.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The upload.</returns>
    ValueTask<IObjectUpload> BeginObjectUploadAsync(CancellationToken cancellationToken);

    /// <summary>Delivers objects one after the other, checked against their hashes.</summary>
    /// <param name="hashes">The hashes; one that occurs twice is delivered twice.</param>
    /// <param name="receive">Takes an object; the next one comes when it has completed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when all objects have been received.</returns>
    /// <exception cref="ImageStoreException">An object is missing or corrupt; the message names it.</exception>
    Task GetObjectsInOrderAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken);

    /// <summary>Lists objects that no image refers to, the oldest first.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The objects.</returns>
    IAsyncEnumerable<StoredObject> ListUnreferencedObjectsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes objects that no image refers to and that nobody has added or found lately, the oldest first, until both
    /// conditions hold or none is left.
    /// </summary>
    /// <param name="percentage">How many of them to remove at least, 0 to 100.</param>
    /// <param name="bytes">How much to remove at least, in bytes.</param>
    /// <param name="cancellationToken">Gives up; what was removed until then stays removed.</param>
    /// <returns>What was removed.</returns>
    Task<StoreCollectionReport> RemoveUnreferencedObjectsAsync(
        int percentage, long bytes, CancellationToken cancellationToken);
}
