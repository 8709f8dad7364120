using System.Runtime.InteropServices;
using Imaginator.ImageStores.Maintenance;

namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>The statistics of a <see cref="GuardedImageStore"/>.</summary>
[DynamicInterfaceCastableImplementation]
internal interface IGuardedStatistics : IStoreStatistics
{
    private static readonly PluginCall Measure = new($"{nameof(IStoreStatistics)}.{nameof(MeasureAsync)}", PluginCallKind.Transfer);

    private static readonly PluginCall FindWarning =
        new($"{nameof(IStoreStatistics)}.{nameof(FindWarningAsync)}", PluginCallKind.Answer) { CanBeNull = true };

    Task<StoreSize> IStoreStatistics.MeasureAsync(CancellationToken cancellationToken)
    {
        var guarded = (GuardedImageStore)this;
        return guarded.Guard.CallAsync(Measure, ((IStoreStatistics)guarded.Store).MeasureAsync, cancellationToken);
    }

    Task<string?> IStoreStatistics.FindWarningAsync(CancellationToken cancellationToken)
    {
        var guarded = (GuardedImageStore)this;
        return guarded.Guard.CallAsync(FindWarning, ((IStoreStatistics)guarded.Store).FindWarningAsync, cancellationToken);
    }
}
