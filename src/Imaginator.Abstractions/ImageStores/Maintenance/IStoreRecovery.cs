using System.Collections.Immutable;

namespace Imaginator.ImageStores.Maintenance;

/// <summary>
/// Recovery of stores that cannot be opened. An <see cref="IUploader"/> of stores that keep a copy of their catalogue implements this
/// interface.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public interface IStoreRecovery
{
    /// <summary>Rebuilds the list of images of a store from the copies that the store keeps with its objects.</summary>
    /// <param name="url">The URL of the store.</param>
    /// <param name="cancellationToken">Cancels the call. The store is unchanged then.</param>
    /// <returns>The changes, each as one line of text. Empty if the list of images is complete.</returns>
    /// <exception cref="ImageStoreException">
    /// The URL is malformed, another process uses the store, or the store cannot be read or written.
    /// </exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    Task<ImmutableArray<string>> RebuildCatalogueAsync(string url, CancellationToken cancellationToken);
}
