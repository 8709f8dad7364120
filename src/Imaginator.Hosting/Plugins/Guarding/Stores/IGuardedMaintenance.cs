using System.Runtime.InteropServices;
using Imaginator.ImageStores.Maintenance;

namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>The maintenance of a <see cref="GuardedImageStore"/>.</summary>
[DynamicInterfaceCastableImplementation]
internal interface IGuardedMaintenance : IStoreMaintenance
{
    private static readonly PluginCall Check = new($"{nameof(IStoreMaintenance)}.{nameof(CheckAsync)}", PluginCallKind.Endless);

    private static readonly PluginCall Collect =
        new($"{nameof(IStoreMaintenance)}.{nameof(CollectGarbageAsync)}", PluginCallKind.Endless);

    Task<StoreCheckReport> IStoreMaintenance.CheckAsync(bool repair, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var guarded = (GuardedImageStore)this;
        return guarded.Guard.CallAsync(
            Check, token => ((IStoreMaintenance)guarded.Store).CheckAsync(repair, progress, token), cancellationToken);
    }

    Task<StoreCollectionReport> IStoreMaintenance.CollectGarbageAsync(CancellationToken cancellationToken)
    {
        var guarded = (GuardedImageStore)this;
        return guarded.Guard.CallAsync(
            Collect, ((IStoreMaintenance)guarded.Store).CollectGarbageAsync, cancellationToken);
    }
}
