using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>
/// Finds out whether the catalogue is the latest and undamaged one. If not, an object that no image in it refers to can belong to an
/// image that it has lost: nothing is collected.
/// </summary>
internal sealed class CatalogueTrust(StoreDirectory store, ImageCatalogue catalogue, RecordUpkeep records)
{
    /// <summary>The reason to distrust the catalogue; null if there is none.</summary>
    public string? FindFault(CancellationToken cancellationToken)
    {
        if (catalogue.CheckIntegrity(quick: true) is [var fault, ..])
        {
            return fault;
        }

        if (records.FindLost() is { Count: > 0 } lost)
        {
            return $"it lacks {CountText.Of(lost.Count, "image")} that the store has {(lost.Count == 1 ? "a record" : "records")} of "
                + $"(first {store.Records.PathOf(lost[0])}): it is an older copy, or a copy without its log catalogue.db-wal";
        }

        return FindForgottenTree(cancellationToken);
    }

    /// <summary>Rejects a catalogue that is not trusted.</summary>
    public void Require(CancellationToken cancellationToken)
    {
        if (FindFault(cancellationToken) is { } fault)
        {
            throw StoreErrors.DamagedCatalogue(store.CataloguePath, fault);
        }
    }

    /// <summary>
    /// Before an upload gives objects their names: rejects a catalogue that has no images, although the store had some. With its first
    /// image, it could not be told from one that has always had it.
    /// </summary>
    public void RequireForUpload(CancellationToken cancellationToken)
    {
        if (FindForgottenTree(cancellationToken) is { } fault)
        {
            throw StoreErrors.DamagedCatalogue(store.CataloguePath, fault);
        }

        catalogue.MarkAsUsed();
    }

    private string? FindForgottenTree(CancellationToken cancellationToken) =>
        catalogue.IsUnused() && FindTree(cancellationToken) is { } tree
            ? $"it has never had an image, but the store has the file-system tree of one (object {tree}): it is a new or empty one"
            : null;

    // Trees of running uploads do not count. An upload claims its tree before it stores it, and ends the claim after its image is in
    // the catalogue: the claims come before the second look at the catalogue.
    private ObjectHash? FindTree(CancellationToken cancellationToken)
    {
        foreach (var hash in TreeObjects.Find(store.Objects, cancellationToken))
        {
            if (!IsClaimed(hash))
            {
                return catalogue.IsUnused() ? hash : null;
            }
        }

        return null;
    }

    private bool IsClaimed(ObjectHash hash)
    {
        var isClaimed = false;
        store.Leases.ReadClaims(claimed => isClaimed |= claimed == hash);
        return isClaimed;
    }
}
