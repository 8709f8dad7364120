using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore;

// The size of the store.
internal sealed partial class LocalImageStore
{
    public Task<StoreSize> MeasureAsync(CancellationToken cancellationToken) =>
        RunAsync("cannot measure the store", () => Measure(cancellationToken), cancellationToken);

    private StoreSize Measure(CancellationToken cancellationToken)
    {
        var objects = 0L;
        var bytes = 0L;
        for (var prefix = 0; prefix < ObjectDirectory.PrefixCount; prefix++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var item in _store.Objects.List(prefix))
            {
                // Null: the object was removed after the listing.
                if (item.Hash is { } hash && _store.Objects.TryGetLength(hash) is { } length)
                {
                    objects++;
                    bytes += length;
                }
            }
        }

        return new StoreSize(_catalogue.Count(_timeProvider.GetUtcNow()), objects, bytes);
    }
}
