using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.ImageStores;

/// <summary>
/// Reads objects from any store, and compares their contents with their hashes unless the store itself does
/// (<see cref="IImageStore.VerifiesObjects"/>). Imaginator reads objects only in this way.
/// </summary>
/// <remarks>
/// Thread-safe. Contents in memory or in a file are compared before they are delivered, those of a stream while the receiver reads them:
/// a receiver must not rely on contents before the call has completed.
/// </remarks>
public static class VerifiedObjects
{
    /// <summary>Delivers objects; see <see cref="IImageStore.GetObjectsAsync"/>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="hashes">The hashes of the objects. The store delivers a hash that occurs twice two times.</param>
    /// <param name="receive">Receives an object: its index in <paramref name="hashes"/> and its contents.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when all objects have been received.</returns>
    /// <exception cref="ImageStoreException">
    /// An object is missing (<see cref="ImageStoreError.UnknownObject"/>), corrupt (<see cref="ImageStoreError.Corrupt"/>), or delivered
    /// more often than requested. The message contains its hash.
    /// </exception>
    public static Task GetVerifiedObjectsAsync(
        this IImageStore store,
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentNullException.ThrowIfNull(receive);
        return store.VerifiesObjects
            ? store.GetObjectsAsync(hashes, receive, cancellationToken)
            : VerifyAsync(store, hashes, receive, cancellationToken);
    }

    /// <summary>Delivers objects in order; see <see cref="IObjectStore.GetObjectsInOrderAsync"/>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="hashes">The hashes of the objects. The store delivers a hash that occurs twice two times.</param>
    /// <param name="receive">Receives an object. The store delivers the next object after the returned task has completed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when all objects have been received.</returns>
    /// <exception cref="ImageStoreException">
    /// An object is missing (<see cref="ImageStoreError.UnknownObject"/>), corrupt (<see cref="ImageStoreError.Corrupt"/>), or delivered
    /// more often than requested. The message contains its hash.
    /// </exception>
    public static Task GetVerifiedObjectsInOrderAsync(
        this IServableStore store,
        IReadOnlyList<ObjectHash> hashes,
        Func<ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentNullException.ThrowIfNull(receive);
        return store.VerifiesObjects
            ? store.GetObjectsInOrderAsync(hashes, receive, cancellationToken)
            : VerifyInOrderAsync(store, hashes, receive, cancellationToken);
    }

    private static async Task VerifyAsync(
        IImageStore store,
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        var received = new int[hashes.Count];
        await store.GetObjectsAsync(
            hashes,
            (index, contents, token) =>
            {
                if ((uint)index >= (uint)received.Length || Interlocked.Exchange(ref received[index], 1) != 0)
                {
                    throw Surplus();
                }

                return ObjectDeliveryCheck.DeliverAsync(
                    hashes[index], contents, (verified, stop) => receive(index, verified, stop), token);
            },
            cancellationToken).ConfigureAwait(false);
        if (Array.IndexOf(received, 0) is var missing and >= 0)
        {
            throw Missing(hashes[missing]);
        }
    }

    private static async Task VerifyInOrderAsync(
        IServableStore store,
        IReadOnlyList<ObjectHash> hashes,
        Func<ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        var next = 0;
        await store.GetObjectsInOrderAsync(
            hashes,
            (contents, token) => next < hashes.Count
                ? ObjectDeliveryCheck.DeliverAsync(hashes[next++], contents, receive, token)
                : throw Surplus(),
            cancellationToken).ConfigureAwait(false);
        if (next < hashes.Count)
        {
            throw Missing(hashes[next]);
        }
    }

    private static ImageStoreException Missing(ObjectHash hash) => new(
        ImageStoreError.UnknownObject, $"the image store did not deliver object {hash} and reported no failure; check the plugin of the store");

    private static ImageStoreException Surplus() => new(
        ImageStoreError.Corrupt, "the image store delivered an object that was not requested, or twice; check the plugin of the store");
}
