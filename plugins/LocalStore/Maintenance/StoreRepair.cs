using Imaginator.ImageStores;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Mends what a check has found. Nothing is deleted but what belongs to no image.</summary>
/// <remarks>
/// Like a collection, it takes nothing away that a running upload has claimed, nor what an image needs that was added
/// after the check had begun: that image would be shown and lack the object. Corrupt as it is, the object stays until
/// the next check.
/// </remarks>
internal sealed class StoreRepair(
    StoreDirectory store, ImageCatalogue catalogue, TreeObjects trees, GarbageCollector collector, ObjectScan objects)
{
    private readonly List<string> _done = [];

    /// <summary>Mends. The maintenance lock must be held.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(
        long lastImage,
        IReadOnlyList<(ImageRow Image, string? Fault)> verdicts,
        CancellationToken cancellationToken)
    {
        using (await store.Lock.AcquireExclusiveAsync(cancellationToken))
        {
            // Images first: interrupted here, none is shown that lacks an object.
            SetAside(verdicts);
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
                    _done.Add($"object {hash}: set the permissions");
                }
            }
        }

        if (await collector.RemoveLeftoversAsync(cancellationToken) is > 0 and var leftovers)
        {
            _done.Add($"removed {leftovers} leases and directories of interrupted uploads");
        }

        if (await collector.SweepAsync(cancellationToken) is (> 0, _) and var (count, bytes))
        {
            _done.Add($"removed {count} objects with {bytes} bytes that belong to no image");
        }

        return _done;
    }

    private void SetAside(IReadOnlyList<(ImageRow Image, string? Fault)> verdicts)
    {
        foreach (var (image, fault) in verdicts)
        {
            if (catalogue.SetDamage(image.Id, fault))
            {
                _done.Add(fault is null
                    ? $"image \"{image.Name}\": listed again"
                    : $"image \"{image.Name}\": no longer listed, because it is incomplete; build it again under a new name");
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
            _done.Add($"corrupt objects were left alone, because an image was added meanwhile; check again: {e.Message}");
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
            _done.Add($"object {corrupt.Hash}: left alone, because a new image uses it; check again later");
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
