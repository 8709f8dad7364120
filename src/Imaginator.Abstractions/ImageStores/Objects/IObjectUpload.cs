using Imaginator.Images;

namespace Imaginator.ImageStores.Objects;

/// <summary>An upload of objects for an image that is added later.</summary>
/// <remarks>
/// Not thread-safe: one call at a time. Disposing of the upload discards objects that were not flushed.
/// </remarks>
public interface IObjectUpload : IAsyncDisposable
{
    /// <summary>Adds an object unless the store has it.</summary>
    /// <param name="contents">The contents. The store reads them to their end unless writing fails.</param>
    /// <param name="expected">The expected hash of the contents; null if it is unknown.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The hash of the contents, and the outcome.</returns>
    /// <exception cref="ImageStoreException">The object cannot be stored.</exception>
    /// <exception cref="EndOfStreamException">The contents are shorter than their announced length.</exception>
    ValueTask<ObjectAddition> AddAsync(
        ObjectContents contents, ObjectHash? expected, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the added objects durable and visible to other callers. The store keeps them for a limited time without an
    /// image.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call. The caller can call the method again.</param>
    /// <returns>A task that completes when the objects are durable.</returns>
    /// <exception cref="ImageStoreException">The objects cannot be written.</exception>
    Task FlushAsync(CancellationToken cancellationToken);
}
