namespace Imaginator.ImageStores.Maintenance;

/// <summary>
/// The size of a store. An <see cref="IImageStore"/> that keeps its store on this machine implements this interface.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public interface IStoreStatistics
{
    /// <summary>Measures the store. Reads the size of every object, so callers should not call it often.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The size of the store. Changes during the call can be included or not.</returns>
    /// <exception cref="ImageStoreException">The store cannot be read.</exception>
    Task<StoreSize> MeasureAsync(CancellationToken cancellationToken);
}
