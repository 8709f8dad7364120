using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Format;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Records;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Recovery;

/// <summary>Rebuilds the catalogue of a store, or completes an older one, from the records of images.</summary>
/// <remarks>
/// <list type="number">
/// <item>Open the catalogue. If it is lost or damaged, save what can be read of it, set it aside, and create a new one; no other
/// process may use the store.</item>
/// <item>Read the records of images that the catalogue lacks.</item>
/// <item>If the catalogue is new, find the trees that no record mentions: stores of older versions have no records.</item>
/// <item>Add the images in one transaction: listed if all their objects exist, otherwise unlisted.</item>
/// </list>
/// An interruption leaves a catalogue that lacks images of which there are records: nothing is collected, and the caller can try again.
/// </remarks>
internal sealed class CatalogueRebuild(StoreDirectory store, TimeProvider timeProvider)
{
    private readonly TreeObjects _trees = new(store.Objects, new ObjectReader(store.Objects, store.Path));
    private readonly List<string> _done = [];

    /// <summary>Rebuilds the catalogue. Returns one line for each change.</summary>
    public async Task<ImmutableArray<string>> RunAsync(CancellationToken cancellationToken)
    {
        using var maintenance = await store.MaintenanceLock.AcquireExclusiveAsync(cancellationToken);

        // 1: the catalogue.
        IReadOnlyList<ImageRow> saved = [];
        IReadOnlyList<ImageDirectoryInfo> directories = DirectoryRecord.TryRead(store.Path) ?? [];
        var database = TryOpen();
        var isNew = database is null;
        if (database is null)
        {
            (saved, var savedDirectories) = SetAside();
            directories = [.. directories.UnionBy(savedDirectories, directory => directory.Name)];
            database = new CatalogueDatabase(store.CataloguePath);
        }

        using var catalogue = new ImageCatalogue(
            store.Path, database, directories => DirectoryRecord.Replace(store.Path, directories));

        // 2: the records, which are newer than what could be read of a damaged catalogue.
        var images = ReadRecords(catalogue, cancellationToken).ToDictionary(image => image.Name, StringComparer.Ordinal);
        foreach (var image in saved)
        {
            images.TryAdd(image.Name, image);
        }

        // 3: other trees.
        if (isNew || catalogue.IsUnused())
        {
            var known = images.Values.Select(image => image.Tree).ToHashSet();
            foreach (var image in new LostTrees(store, _trees, timeProvider).Find(known, _done, cancellationToken))
            {
                images.TryAdd(image.Name, image);
            }
        }

        // 4: the images.
        Add(catalogue, [.. images.Values], directories, cancellationToken);
        return [.. _done];
    }

    /// <summary>Opens an undamaged catalogue; null if it is lost or damaged.</summary>
    private CatalogueDatabase? TryOpen()
    {
        CatalogueDatabase? database = null;
        try
        {
            database = new CatalogueDatabase(store.CataloguePath, store.HoldsData);
            var check = new ImageCatalogue(store.Path, database);
            if (check.CheckIntegrity().Count == 0)
            {
                return database;
            }
        }
        catch (ImageStoreException e) when (e.Reason == ImageStoreError.Corrupt)
        {
        }
        catch (SqliteException e) when (StoreErrors.IsDamage(e))
        {
        }

        database?.Dispose();
        return null;
    }

    private (IReadOnlyList<ImageRow> Images, IReadOnlyList<ImageDirectoryInfo> Directories) SetAside()
    {
        if (!store.TryReserve())
        {
            throw StoreErrors.InUse(store.Path);
        }

        if (!File.Exists(store.CataloguePath))
        {
            return ([], []);
        }

        var saved = ImageCatalogue.Salvage(store.CataloguePath);
        var time = timeProvider.GetUtcNow();
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            var name = StoreDirectory.CatalogueName + suffix;
            if (store.Root.TryGetStatus(name) is not null)
            {
                store.Root.Rename(name, store.Corrupt, $"{StoreDirectory.CatalogueName}-{time:yyyyMMdd'T'HHmmssfff'Z'}{suffix}");
            }
        }

        _done.Add($"the damaged catalogue: moved to {store.Corrupt.DisplayPath}");
        return saved;
    }

    private List<ImageRow> ReadRecords(ImageCatalogue catalogue, CancellationToken cancellationToken)
    {
        var known = catalogue.ReadNames().Select(image => RecordName.KeyOf(image.Name)).ToHashSet(StringComparer.Ordinal);
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
            catch (StoreFormatException e)
            {
                store.Records.Handle.Rename(name.ToString(), store.Corrupt, $"{StoreDirectory.RecordsName}-{name}");
                _done.Add($"image record {store.Records.PathOf(name)} is damaged ({e.Message}): moved to {store.Corrupt.DisplayPath}");
            }
        }

        return images;
    }

    private void Add(
        ImageCatalogue catalogue,
        IReadOnlyList<ImageRow> images,
        IReadOnlyList<ImageDirectoryInfo> directories,
        CancellationToken cancellationToken)
    {
        var completeness = new ImageCompleteness(store.Objects, _trees);
        var checkedImages = new List<(ImageRow Image, string? Damage)>();
        foreach (var image in images)
        {
            var damage = image.State is ImageState.Listed or ImageState.Damaged ? completeness.FindFault(image, cancellationToken) : null;
            checkedImages.Add(image.State is ImageState.Listed or ImageState.Damaged
                ? (image with { State = damage is null ? ImageState.Listed : ImageState.Damaged }, damage)
                : (image, null));
        }

        var added = catalogue.Restore(checkedImages, directories).ToHashSet(StringComparer.Ordinal);
        foreach (var (image, damage) in checkedImages.OrderBy(item => item.Image.Name, StringComparer.Ordinal))
        {
            if (added.Contains(image.Name) && image.State is ImageState.Listed or ImageState.Damaged)
            {
                _done.Add(damage is null
                    ? $"image \"{image.Name}\": listed again"
                    : $"image \"{image.Name}\": not listed, because it is incomplete: {damage}");
            }
        }
    }
}
