using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.LocalStore.Maintenance;

namespace Imaginator.Plugins.LocalStore;

// The search for damaged objects.
internal sealed partial class LocalImageStore : IStoreScrubbing
{
    private StoreScrubReport? _lastScrub;

    public async Task<StoreScrubReport> ScrubAsync(long bytesPerSecond, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        return _lastScrub = await GuardAsync(
            "cannot scrub the store",
            () => Task.Run(
                () => new Scrubber(_store.Objects, _timeProvider, _logger).RunAsync(bytesPerSecond, cancellationToken), cancellationToken));
    }
}
