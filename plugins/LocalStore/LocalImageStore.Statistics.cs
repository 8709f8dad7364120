using System.Globalization;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore;

// The size of the store, and what restricts it at present.
internal sealed partial class LocalImageStore
{
    public Task<StoreSize> MeasureAsync(CancellationToken cancellationToken) =>
        RunAsync("cannot measure the store", () => Measure(cancellationToken), cancellationToken);

    public Task<string?> FindWarningAsync(CancellationToken cancellationToken) =>
        RunAsync("cannot read the state of the store", FindWarning, cancellationToken);

    private string? FindWarning()
    {
        if (_store.IsFull)
        {
            return $"the disk of store {_store.Path} is full: images can be read, and neither added nor deleted; free at least 1 MiB, and restart";
        }

        if (_store.IsReadOnly)
        {
            return $"the file system of {_store.Path} is read-only: images can be read, and neither added nor deleted";
        }

        if (_lastScrub is { Damaged: > 0 and var damaged })
        {
            return $"{CountText.Of(damaged, "object")} of {_store.Path} do not match their hashes: run \"builder-tool fsck-store -repair\", then rebuild the images that it reports";
        }

        if (_lastScrub is { Unreadable: > 0 and var unreadable })
        {
            return $"{CountText.Of(unreadable, "object")} of {_store.Path} cannot be read: check the disk, and run \"builder-tool fsck-store\", which names them";
        }

        var clock = _clock.Observe();
        if (clock.SuspectSince is { } since)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the clock jumped ahead at {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: expired images stay until it has run for a day; set the clock if it is wrong");
        }

        foreach (var (name, createdOn) in _reportedFuture)
        {
            if (createdOn > clock.Time + ImageCatalogue.MaximumClockDifference && FindReadable(name) is not null)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"image {name} has the creation time {createdOn.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, which is in the future; set the clock if it is wrong, or delete the image");
            }
        }

        return null;
    }

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
