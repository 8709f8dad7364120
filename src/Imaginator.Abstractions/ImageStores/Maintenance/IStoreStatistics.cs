namespace Imaginator.ImageStores.Maintenance;

/// <summary>
/// How large a store is. An <see cref="IImageStore"/> that keeps its store on this machine implements it.
/// </summary>
public interface IStoreStatistics
{
    /// <summary>Measures the store. Looks at each object: not for every moment.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its size; what changes meanwhile may be counted or not.</returns>
    /// <exception cref="ImageStoreException">The store cannot be read.</exception>
    Task<StoreSize> MeasureAsync(CancellationToken cancellationToken);
}
