using System.Runtime.InteropServices;
using Imaginator.ImageStores.Maintenance;

namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>The scrubbing of a <see cref="GuardedImageStore"/>.</summary>
[DynamicInterfaceCastableImplementation]
internal interface IGuardedScrubbing : IStoreScrubbing
{
    private static readonly PluginCall Scrub = new($"{nameof(IStoreScrubbing)}.{nameof(ScrubAsync)}", PluginCallKind.Endless);

    Task<StoreScrubReport> IStoreScrubbing.ScrubAsync(long bytesPerSecond, CancellationToken cancellationToken)
    {
        var guarded = (GuardedImageStore)this;
        return guarded.Guard.CallAsync(
            Scrub, token => ((IStoreScrubbing)guarded.Store).ScrubAsync(bytesPerSecond, token), cancellationToken);
    }
}
