using Imaginator.ImageStores;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;
using Imaginator.Quantities;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Repairs the faults that a check has found. Deletes only data that no image refers to.</summary>
/// <remarks>
/// Like a garbage collection, a repair does not remove objects that a running upload has claimed, nor objects of images that
/// were added after the beginning of the check, because these images are listed. Such a corrupt object stays until the next
/// check.
/// </remarks>
internal sealed class StoreRepair(
    StoreDirectory store, ImageCatalogue catalogue, TreeObjects trees, GarbageCollector collector, ObjectScan objects)
{
    private readonly List<string> _done = [];

    /// <summary>
    /// Repairs the store. The caller must hold the maintenance lock. <c>lastImage</c> is the greatest ID of the checked images.
    /// Returns one line for each repair; cancellation does not undo repairs.
    /// </summary>
    public async Task<IReadOnlyList<string>> RunAsync(
        long lastImage,
        IReadOnlyList<(ImageRow Image, string? Fault)> wrongStates,
        CancellationToken cancellationToken)
    {
        using (await store.Lock.AcquireExclusiveAsync(cancellationToken))
        {
            // Images come first: after an interruption, no listed image has missing objects.
            UpdateImages(wrongStates);
            MoveCorruptAside(lastImage, cancellationToken);

            foreach (var (prefix, name) in objects.Strays)
            {
                var directory = store.Objects.Directory(prefix);
                MoveAside(directory, name, $"{ObjectDirectory.PrefixName(prefix)}-{name}");
            }

            foreach (var hash in objects.WrongModes)
            {
                if (store.Objects.TryGetLength(hash) is not null)
                {
                    store.Objects.DirectoryOf(hash).SetMode(ObjectDirectory.FileNameOf(hash), ObjectDirectory.Permissions);
                    _done.Add($"object {hash}: corrected the permissions");
                }
            }
        }

        if (await collector.RemoveLeftoversAsync(cancellationToken) is > 0 and var leftovers)
        {
            _done.Add($"removed {CountText.Of(leftovers, "remnant")} of interrupted uploads (leases and directories)");
        }

        if (await collector.SweepAsync(cancellationToken) is (> 0, _) and var (count, bytes))
        {
            _done.Add($"removed {CountText.Of(count, "unreferenced object")} with {ByteSize.Describe(bytes)}");
        }

        return _done;
    }

    private void UpdateImages(IReadOnlyList<(ImageRow Image, string? Fault)> wrongStates)
    {
        foreach (var (image, fault) in wrongStates)
        {
            if (catalogue.SetDamage(image.Id, fault))
            {
                _done.Add(fault is null
                    ? $"image \"{image.Name}\": listed again"
                    : $"image \"{image.Name}\": unlisted because it is incomplete; rebuild it under a new name");
            }
        }
    }

    private void MoveCorruptAside(long lastImage, CancellationToken cancellationToken)
    {
        var claimed = collector.ReadClaims();
        var added = new LiveReferences(catalogue, trees, after: lastImage);
        try
        {
            added.Refresh(cancellationToken);
        }
        catch (ImageStoreException e)
        {
            _done.Add($"corrupt objects not moved, because the references of a new image are unknown: {e.Message}; check the store again");
            return;
        }

        foreach (var corrupt in objects.Corrupt)
        {
            MoveAside(corrupt, claimed.Contains(HashKey.Of(corrupt.Hash)) || added.Contains(corrupt.Hash));
        }
    }

    private void MoveAside(CorruptObject corrupt, bool isInUse)
    {
        var directory = store.Objects.DirectoryOf(corrupt.Hash);
        var name = ObjectDirectory.FileNameOf(corrupt.Hash);
        if (isInUse)
        {
            _done.Add($"object {corrupt.Hash}: not moved, because a new image refers to it; check the store again");
        }
        else if (directory.TryGetStatus(name) is { } now && now.InodeNumber == corrupt.InodeNumber)
        {
            MoveAside(directory, name, corrupt.Hash.ToString());
        }
    }

    private void MoveAside(DirectoryHandle directory, string name, string newName)
    {
        directory.Rename(name, store.Corrupt, newName);
        _done.Add($"{directory.DisplayPath}/{name}: moved to {store.Corrupt.DisplayPath}/{newName}");
    }
}
