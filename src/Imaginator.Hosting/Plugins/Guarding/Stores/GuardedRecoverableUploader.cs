using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;

namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>An uploader that recovers stores.</summary>
internal sealed class GuardedRecoverableUploader(string scheme, IUploader uploader, IStoreRecovery recovery, PluginGuard guard)
    : GuardedUploader(scheme, uploader, guard), IStoreRecovery
{
    private static readonly PluginCall Rebuild =
        new($"{nameof(IStoreRecovery)}.{nameof(RebuildCatalogueAsync)}", PluginCallKind.Endless);

    public async Task<ImmutableArray<string>> RebuildCatalogueAsync(string url, CancellationToken cancellationToken)
    {
        var changes = await Guard.CallAsync(Rebuild, token => recovery.RebuildCatalogueAsync(url, token), cancellationToken);
        return changes.IsDefault ? [] : changes;
    }
}
