using System.Globalization;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Linux;
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
    StoreDirectory store,
    ImageCatalogue catalogue,
    TreeObjects trees,
    GarbageCollector collector,
    RecordUpkeep records,
    ObjectScan objects)
{
    private readonly List<string> _done = [];
    private readonly List<string> _unrepaired = [];
    private readonly List<string> _unreadable = [];

    /// <summary>Faults that remain, each as one line of text.</summary>
    public IReadOnlyList<string> Unrepaired => _unrepaired;

    /// <summary>What prevented the removal of data, because it could not be read; each as one line of text.</summary>
    public IReadOnlyList<string> Unreadable => _unreadable;

    /// <summary>
    /// Repairs the store. The caller must hold the maintenance lock. <c>lastImage</c> is the greatest ID of the checked images.
    /// Returns one line for each repair; cancellation does not undo repairs. Removes nothing if <paramref name="mayRemove"/> is false,
    /// because the catalogue is not trusted.
    /// </summary>
    public async Task<IReadOnlyList<string>> RunAsync(
        long lastImage,
        IReadOnlyList<StructureFault> structure,
        IReadOnlyList<(ImageRow Image, string? Fault)> wrongStates,
        bool mayRemove,
        CancellationToken cancellationToken)
    {
        MendStructure(structure);
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
                    StoreOwner.Correct(store.Objects.DirectoryOf(hash), ObjectDirectory.FileNameOf(hash));
                    store.Objects.DirectoryOf(hash).SetMode(ObjectDirectory.FileNameOf(hash), ObjectDirectory.Permissions);
                    _done.Add($"object {hash}: corrected the owner and the permissions");
                }
            }
        }

        if (!mayRemove)
        {
            return _done;
        }

        if (await collector.RemoveLeftoversAsync(cancellationToken) is > 0 and var leftovers)
        {
            _done.Add($"removed {CountText.Of(leftovers, "remnant")} of interrupted uploads (leases and directories)");
        }

        try
        {
            records.Run(cancellationToken);
            if (await collector.SweepAsync(cancellationToken) is (> 0, _) and var (count, bytes))
            {
                _done.Add($"removed {CountText.Of(count, "unreferenced object")} with {ByteSize.Describe(bytes)}");
            }
        }
        catch (ImageStoreException e) when (!StoreErrors.IsLoss(e))
        {
            // What an image refers to is not known.
            _unreadable.Add($"unreferenced objects are not removed: {e.Message}");
        }

        return _done;
    }

    private void MendStructure(IReadOnlyList<StructureFault> faults)
    {
        foreach (var fault in faults)
        {
            if (fault.Name.Length == 0)
            {
                if (Environment.IsPrivilegedProcess)
                {
                    fault.Directory.SetOwner(0, 0);
                }

                fault.Directory.SetMode(fault.Mode);
                _done.Add($"{fault.Directory.DisplayPath}: corrected the owner and the permissions");
            }
            else if (fault.StrayName is not null)
            {
                MoveAside(fault.Directory, fault.Name, fault.StrayName);
            }
            else if (fault.Directory.TryGetStatus(fault.Name) is not null)
            {
                StoreOwner.Correct(fault.Directory, fault.Name);
                fault.Directory.SetMode(fault.Name, fault.Mode);
                _done.Add($"{fault.Directory.DisplayPath}/{fault.Name}: corrected the owner and the permissions");
            }
        }
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
            _unrepaired.Add($"corrupt objects not moved, because the references of a new image are unknown: {e.Message}; check the store again");
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
            _unrepaired.Add($"object {corrupt.Hash}: not moved, because a new image refers to it; check the store again");
        }
        else if (directory.TryGetStatus(name) is { } now && now.InodeNumber == corrupt.InodeNumber)
        {
            MoveAside(directory, name, corrupt.Hash.ToString());
        }
    }

    private void MoveAside(DirectoryHandle directory, string name, string newName)
    {
        try
        {
            directory.Rename(name, store.Corrupt, FreeName(newName));
            _done.Add($"{directory.DisplayPath}/{FileName.ToDisplay(name)}: moved to {store.Corrupt.DisplayPath}");
        }
        catch (LinuxException e) when (e.Error is Errno.EBUSY or Errno.EXDEV or Errno.ENAMETOOLONG)
        {
            _unrepaired.Add($"{directory.DisplayPath}/{FileName.ToDisplay(name)} cannot be moved: {e.Message}; remove it");
        }
    }

    // Files that have been moved aside before are kept.
    private string FreeName(string name)
    {
        var free = name;
        for (var number = 2; store.Corrupt.TryGetStatus(free) is not null; number++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
        }

        return free;
    }
}
