namespace Imaginator.ImageStores.Maintenance;

/// <summary>
/// What an image server that keeps its store on this machine can do besides. An <see cref="IImageStore"/> implements
/// it where it applies.
/// </summary>
public interface IStoreMaintenance
{
    /// <summary>Checks every image and every object of the store.</summary>
    /// <param name="repair">
    /// Whether to mend what can be mended: corrupt objects are moved aside, images that miss objects are no longer
    /// listed, what nothing refers to is removed.
    /// </param>
    /// <param name="progress">Is told how many bytes have been checked so far; null if nobody wants to know.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was found.</returns>
    Task<StoreCheckReport> CheckAsync(bool repair, IProgress<long>? progress, CancellationToken cancellationToken);

    /// <summary>Removes expired images, then objects that nothing refers to, and what crashes have left behind.</summary>
    /// <param name="cancellationToken">Gives up; what was removed until then stays removed.</param>
    /// <returns>What was removed.</returns>
    Task<StoreCollectionReport> CollectGarbageAsync(CancellationToken cancellationToken);
}
