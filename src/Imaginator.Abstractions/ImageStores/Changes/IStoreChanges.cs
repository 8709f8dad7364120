namespace Imaginator.ImageStores.Changes;

/// <summary>Tells what changes in a store, whoever changes it: this process or another one, or the passage of time.</summary>
/// <remarks>Thread-safe; fails like <see cref="IImageStore"/>.</remarks>
public interface IStoreChanges
{
    /// <summary>
    /// Tells what there is: directories, parents first, then images, then <see cref="StoreChangeKind.StateComplete"/>.
    /// After that, what changes. What comes and goes within moments may go unmentioned.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Changes without end.</returns>
    /// <exception cref="ImageStoreException">
    /// The store cannot be read, or the caller takes the changes so slowly that some would have to be forgotten.
    /// </exception>
    IAsyncEnumerable<StoreChange> WatchAsync(CancellationToken cancellationToken);
}
