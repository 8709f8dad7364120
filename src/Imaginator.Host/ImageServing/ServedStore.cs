using Imaginator.ImageStores;

namespace Imaginator.Host.ImageServing;

/// <summary>The store that is served, in its two roles.</summary>
/// <param name="Images">The image server that builds use as well.</param>
/// <param name="Store">What else the store can do.</param>
internal sealed record ServedStore(IImageStore Images, IServableStore Store)
{
    /// <summary>The store of an image server.</summary>
    /// <exception cref="ImageStoreException">It has none that could be served.</exception>
    public static ServedStore Of(IImageStore server, string url) =>
        server is IServableStore store
            ? new ServedStore(server, store)
            : throw new ImageStoreException(
                ImageStoreError.BadRequest,
                $"{url} cannot be served by -imageServerListen: only a store on this machine can. "
                + "Leave the flag out, or name a store such as local:///var/lib/imaginator/store.");
}
