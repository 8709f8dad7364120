namespace Imaginator.ImageStores.Maintenance;

/// <summary>
/// Reads all objects in the background to find damaged ones before they are needed. An <see cref="IImageStore"/> that keeps its store on
/// this machine implements this interface.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public interface IStoreScrubbing
{
    /// <summary>
    /// Compares each object with its hash. Uploads replace the damaged ones; nothing is removed.
    /// </summary>
    /// <param name="bytesPerSecond">The maximum average rate of reading, greater than 0.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The numbers of objects and bytes read, and of damaged and unreadable objects.</returns>
    /// <exception cref="ImageStoreException">The store cannot be read.</exception>
    Task<StoreScrubReport> ScrubAsync(long bytesPerSecond, CancellationToken cancellationToken);
}
