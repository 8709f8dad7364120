namespace Imaginator.ImageStores.Maintenance;

/// <summary>
/// The size and the state of a store. An <see cref="IImageStore"/> that keeps its store on this machine implements this interface.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public interface IStoreStatistics
{
    /// <summary>Measures the store. Reads the size of every object, so callers should not call it often.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The size of the store. Changes during the call can be included or not.</returns>
    /// <exception cref="ImageStoreException">The store cannot be read.</exception>
    Task<StoreSize> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Describes what restricts the store at present, for example a clock that has jumped.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One line for people, which says what to do; null if nothing restricts the store.</returns>
    /// <exception cref="ImageStoreException">The store cannot be read.</exception>
    Task<string?> FindWarningAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
