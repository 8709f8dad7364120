namespace Imaginator.ImageStores.Changes;

/// <summary>
/// Reports changes of a store, regardless of their origin: this process, another process, or images that expire.
/// </summary>
/// <remarks>Thread-safe. Fails like <see cref="IImageStore"/>.</remarks>
public interface IStoreChanges
{
    /// <summary>
    /// Reports the present state of the store and then its changes. The present state comes in this order: directories
    /// (parents first), images, <see cref="StoreChangeKind.StateComplete"/>. An image or directory that exists for less than
    /// a second can be left out.
    /// </summary>
    /// <param name="cancellationToken">Ends the sequence with <see cref="OperationCanceledException"/>.</param>
    /// <returns>An endless sequence of changes.</returns>
    /// <exception cref="ImageStoreException">
    /// The store cannot be read, or the caller reads so slowly that the store would have to drop changes.
    /// </exception>
    IAsyncEnumerable<StoreChange> WatchAsync(CancellationToken cancellationToken);
}
