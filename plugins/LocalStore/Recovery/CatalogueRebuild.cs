using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Records;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Recovery;

/// <summary>Rebuilds the catalogue of a store, or completes an older one, from the records of images.</summary>
/// <remarks>
/// <list type="number">
/// <item>Open the catalogue. If it is lost or damaged, read what can be read of it; no other process may use the store.</item>
/// <item>Read the records of images that the catalogue lacks.</item>
/// <item>If images can have no record, find the trees that neither records nor the catalogue mention.</item>
/// <item>Write the missing records. From now on, an interruption leaves a catalogue that lacks images of which there are records:
/// nothing is collected, and the caller can try again.</item>
/// <item>Look up the objects of the images. What cannot be read ends the rebuild here.</item>
/// <item>Set a damaged catalogue aside, and create a new one.</item>
/// <item>Add the images in one transaction: listed if all their objects exist, otherwise unlisted.</item>
/// </list>
/// </remarks>
internal sealed class CatalogueRebuild(StoreDirectory store, TimeProvider timeProvider)
{
    private readonly TreeObjects _trees = new(store.Objects, new ObjectReader(store.Objects));
    private readonly List<string> _done = [];
    private bool _hasDamagedRecords;

    /// <summary>Rebuilds the catalogue. Returns one line for each change.</summary>
    public async Task<ImmutableArray<string>> RunAsync(CancellationToken cancellationToken)
    {
        using var maintenance = await store.MaintenanceLock.AcquireExclusiveAsync(cancellationToken);

        // 1: the catalogue.
        IReadOnlyList<ImageRow> saved = [];
        IReadOnlyList<ImageDirectoryInfo> directories = DirectoryRecord.TryRead(store.Path) ?? [];
        using var undamaged = TryOpen();
        if (undamaged is null)
        {
            (saved, var savedDirectories) = Salvage();
            directories = [.. directories.UnionBy(savedDirectories, directory => directory.Name)];
        }

        // 2: the records, which are newer than what could be read of a damaged catalogue.
        var records = ReadRecords(undamaged, cancellationToken);
        var images = records.ToDictionary(image => image.Name, StringComparer.Ordinal);
        foreach (var image in saved)
        {
            images.TryAdd(image.Name, image);
        }

        // 3: other trees. Stores of older versions have no records.
        if (undamaged is null || undamaged.IsUnused() || _hasDamagedRecords)
        {
            var known = images.Values.Concat(undamaged?.ReadHolding(after: 0) ?? []).Select(image => image.Tree).ToHashSet();
            foreach (var image in new LostTrees(store, _trees, timeProvider).Find(known, _done, cancellationToken))
            {
                images.TryAdd(image.Name, image);
            }
        }

        // 4: records of the others.
        foreach (var image in images.Values.Except(records).Where(IsHeld))
        {
            cancellationToken.ThrowIfCancellationRequested();
            store.Records.Replace(ImageRecord.Of(image));
        }

        // 5: their objects.
        var checkedImages = CheckObjects(images.Values, cancellationToken);

        // 6 and 7: the catalogue and its images.
        using var next = undamaged is null ? Replace() : null;
        Add(undamaged ?? next!, checkedImages, directories);
        return [.. _done];
    }

    private ImageCatalogue Replace()
    {
        SetAside();
        return Open(new CatalogueDatabase(store.CataloguePath));
    }

    private ImageCatalogue Open(CatalogueDatabase database) =>
        new(store.Path, database, directories => DirectoryRecord.Replace(store.Path, directories));

    private static bool IsHeld(ImageRow image) => image.State is ImageState.Listed or ImageState.Damaged;

    /// <summary>Opens an undamaged catalogue; null if it is lost or damaged. A failed read can look like damage: only the second counts.</summary>
    private ImageCatalogue? TryOpen() => TryOpenOnce() ?? TryOpenOnce();

    private ImageCatalogue? TryOpenOnce()
    {
        ImageCatalogue? catalogue = null;
        try
        {
            catalogue = Open(new CatalogueDatabase(store.CataloguePath, store.HoldsData));
            if (catalogue.CheckIntegrity().Count == 0)
            {
                return catalogue;
            }
        }
        catch (ImageStoreException e) when (e.Reason == ImageStoreError.Corrupt)
        {
        }
        catch (SqliteException e) when (StoreErrors.IsDamage(e))
        {
        }
        catch (Exception e)
        {
            catalogue?.Dispose();
            if (e is SqliteException failure && StoreErrors.IsFailedRead(failure))
            {
                throw StoreErrors.UnreadableCatalogue(store.CataloguePath, failure.Message, failure);
            }

            throw;
        }

        catalogue?.Dispose();
        return null;
    }

    private (IReadOnlyList<ImageRow> Images, IReadOnlyList<ImageDirectoryInfo> Directories) Salvage()
    {
        if (!store.TryReserve())
        {
            throw StoreErrors.InUse(store.Path);
        }

        try
        {
            return File.Exists(store.CataloguePath) ? ImageCatalogue.Salvage(store.CataloguePath) : ([], []);
        }
        catch (SqliteException e) when (StoreErrors.IsFailedRead(e))
        {
            throw StoreErrors.UnreadableCatalogue(store.CataloguePath, e.Message, e);
        }
    }

    private void SetAside()
    {
        // The catalogue itself comes last: without it, SQLite would discard its log.
        var time = timeProvider.GetUtcNow();
        var isMoved = false;
        foreach (var suffix in (string[])["-wal", "-shm", "-journal", ""])
        {
            var name = StoreDirectory.CatalogueName + suffix;
            if (store.Root.TryGetStatus(name) is not null)
            {
                isMoved = true;
                store.Root.Rename(name, store.Corrupt, $"{StoreDirectory.CatalogueName}-{time:yyyyMMdd'T'HHmmssfff'Z'}{suffix}");
            }
        }

        if (isMoved)
        {
            _done.Add($"the damaged catalogue: moved to {store.Corrupt.DisplayPath}");
        }
    }

    private List<ImageRow> ReadRecords(ImageCatalogue? catalogue, CancellationToken cancellationToken)
    {
        var known = (catalogue?.ReadNames() ?? []).Select(image => RecordName.KeyOf(image.Name)).ToHashSet(StringComparer.Ordinal);
        var images = new List<ImageRow>();
        foreach (var name in store.Records.List().Where(name => name.Upload is null && !known.Contains(name.Key)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (store.Records.TryRead(name)?.ToRow() is { } image)
                {
                    images.Add(image);
                }
            }
            catch (ImageFormatException e)
            {
                store.Records.Handle.Rename(name.ToString(), store.Corrupt, $"{StoreDirectory.RecordsName}-{name}");
                _hasDamagedRecords = true;
                _done.Add($"image record {store.Records.PathOf(name)} is damaged ({e.Message}): moved to {store.Corrupt.DisplayPath}");
            }
        }

        return images;
    }

    private List<(ImageRow Image, string? Damage)> CheckObjects(IEnumerable<ImageRow> images, CancellationToken cancellationToken)
    {
        var completeness = new ImageCompleteness(_trees, hash => store.Objects.TryGetLength(hash));
        var checkedImages = new List<(ImageRow Image, string? Damage)>();
        foreach (var image in images)
        {
            var damage = IsHeld(image) ? completeness.FindFault(image, cancellationToken) : null;
            checkedImages.Add(IsHeld(image)
                ? (image with { State = damage is null ? ImageState.Listed : ImageState.Damaged }, damage)
                : (image, null));
        }

        return checkedImages;
    }

    private void Add(
        ImageCatalogue catalogue,
        IReadOnlyList<(ImageRow Image, string? Damage)> checkedImages,
        IReadOnlyList<ImageDirectoryInfo> directories)
    {
        var added = catalogue.Restore(checkedImages, directories).ToHashSet(StringComparer.Ordinal);
        foreach (var (image, damage) in checkedImages.OrderBy(item => item.Image.Name, StringComparer.Ordinal))
        {
            if (added.Contains(image.Name) && IsHeld(image))
            {
                _done.Add(damage is null
                    ? $"image \"{image.Name}\": listed again"
                    : $"image \"{image.Name}\": not listed, because it is incomplete: {damage}");
            }
        }
    }
}
