namespace Imaginator.ImageStores.Maintenance;

/// <summary>
/// Maintenance of a store. An <see cref="IImageStore"/> that keeps its store on this machine implements this interface.
/// </summary>
/// <remarks>Thread-safe. Fails like <see cref="IImageStore"/>.</remarks>
public interface IStoreMaintenance
{
    /// <summary>Checks every image and every object of the store.</summary>
    /// <param name="repair">
    /// True to repair the store: move corrupt objects aside, hide images with missing objects, and remove unreferenced data.
    /// </param>
    /// <param name="progress">Receives the number of bytes that have been checked so far; null for no progress reports.</param>
    /// <param name="cancellationToken">Cancels the check. Completed repairs stay in effect.</param>
    /// <returns>The results of the check.</returns>
    Task<StoreCheckReport> CheckAsync(bool repair, IProgress<long>? progress, CancellationToken cancellationToken);

    /// <summary>Removes expired images, unreferenced objects, and remains of interrupted uploads.</summary>
    /// <param name="cancellationToken">Cancels the collection. Removed data stays removed.</param>
    /// <returns>The removed data.</returns>
    Task<StoreCollectionReport> CollectGarbageAsync(CancellationToken cancellationToken);
}
