using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Checks and repairs a store while other processes use it.</summary>
/// <remarks>
/// <list type="number">
/// <item>SQLite checks its file. Records of images show whether the catalogue is the latest one.</item>
/// <item>Check the structure of the directory: owners, modes, files that do not belong to it.</item>
/// <item>List the images. The next check covers images that are added later.</item>
/// <item>Read every object and compare it with its hash. No garbage collection runs at the same time, so that the objects of
/// all listed images are included.</item>
/// <item>Decode every image and look its objects up among the sound ones.</item>
/// <item>If requested, repair the faults with <see cref="StoreRepair"/>.</item>
/// <item>Count unreferenced objects and remains of interrupted uploads, which are no faults.</item>
/// </list>
/// What cannot be read is no fault either: it is reported, and nothing that depends on it is changed.
/// </remarks>
internal sealed class StoreChecker(
    StoreDirectory store,
    ImageCatalogue catalogue,
    TreeObjects trees,
    GarbageCollector collector,
    RecordUpkeep records,
    CatalogueTrust trust)
{
    public async Task<StoreCheckReport> CheckAsync(
        bool repair, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (repair)
        {
            collector.RequireWritable("cannot repair the store");
        }

        using var maintenance = await store.MaintenanceLock.AcquireExclusiveAsync(cancellationToken);

        // 1: the catalogue. Only its replacement mends it.
        var unrepaired = catalogue.CheckIntegrity().Select(fault => $"catalogue {store.CataloguePath}: {fault}").ToList();
        var suspicion = trust.FindFault(cancellationToken);
        if (suspicion is not null && unrepaired.Count == 0)
        {
            unrepaired.Add(StoreErrors.DamagedCatalogue(store.CataloguePath, suspicion).Message);
        }

        // 2: the directory.
        var faults = new List<string>();
        var structure = new StructureCheck(store).Run();
        faults.AddRange(structure.Select(fault => fault.Text));
        var unreadable = new List<string>();
        var damagedRecords = suspicion is null ? records.FindDamaged(unreadable, cancellationToken) : [];
        faults.AddRange(damagedRecords.Select(image => $"image \"{image}\" has a damaged record"));

        // 3 and 4: the objects.
        var images = catalogue.ReadHolding(after: 0);
        var scan = new ObjectScan(store.Objects, progress);
        await scan.RunAsync(cancellationToken);
        unreadable.AddRange(scan.Unreadable.Order(StringComparer.Ordinal));
        faults.AddRange(scan.Corrupt.Select(
            corrupt => $"object {corrupt.Hash} is corrupt: {store.Objects.PathOf(corrupt.Hash)}: its contents do not match its hash"));
        faults.AddRange(scan.WrongModes.Select(
            hash => $"object {hash} has the wrong owner or permissions: {store.Objects.PathOf(hash)}"));
        faults.AddRange(scan.Strays.Select(
            stray => $"{store.Objects.Directory(stray.Prefix).DisplayPath}/{stray.Name} is not an object of the store"));

        // 5: the images.
        var check = new ImageCheck(scan, trees);
        var wrongStates = FindWrongStates(images, check, cancellationToken);
        foreach (var (image, fault) in wrongStates)
        {
            faults.Add(fault is null
                ? $"image \"{image.Name}\" is unlisted as incomplete, but it is complete"
                : $"image \"{image.Name}\" is incomplete: {fault}");
        }

        foreach (var image in images.Where(image => image.State == ImageState.Listed))
        {
            if (check.IsUncertain(image, cancellationToken) && wrongStates.All(wrong => wrong.Image.Id != image.Id))
            {
                unreadable.Add($"image \"{image.Name}\" is not checked: it needs an object that cannot be read");
            }

            if (check.FindViolation(image, cancellationToken) is { } violation)
            {
                unrepaired.Add($"image \"{image.Name}\" cannot be unpacked: {violation}; delete it, and build it again");
            }
        }

        unreadable.AddRange(check.Unreadable);

        // 6: the repair.
        var repairs = new List<string>();
        if (repair)
        {
            var repairing = new StoreRepair(store, catalogue, trees, collector, records, scan);
            repairs.AddRange(await repairing.RunAsync(
                images.Count == 0 ? 0 : images[^1].Id, structure, wrongStates, mayRemove: suspicion is null, cancellationToken));
            unrepaired.AddRange(repairing.Unrepaired);
            unreadable.AddRange(repairing.Unreadable);
            records.Rewrite(damagedRecords);
            repairs.AddRange(damagedRecords.Select(image => $"image \"{image}\": wrote its record again"));
        }

        // 7: what the next collection removes. While the catalogue is not trusted, it is not known.
        IReadOnlyList<string> notes = suspicion is null
            ? await new LeftoverCount(store, collector).CountAsync(new LiveReferences(catalogue, trees), cancellationToken)
            : [];
        return new StoreCheckReport
        {
            Images = images.Count,
            Objects = scan.Objects,
            Bytes = scan.Bytes,
            Faults = [.. unrepaired, .. faults],
            Repairs = [.. repairs],
            Unreadable = [.. unreadable.Distinct()],
            Unrepaired = repair ? [.. unrepaired] : [.. unrepaired, .. faults],
            Notes =
            [
                .. images.Where(image => image.State == ImageState.Damaged && wrongStates.All(wrong => wrong.Image.Id != image.Id))
                    .Select(image => $"image \"{image.Name}\" is not listed, because it is incomplete; build it again, and delete it"),
                .. notes,
            ],
        };
    }

    /// <summary>
    /// Images with the wrong state: the fault of an incomplete image, or null for an image that is complete. Without those of which it is
    /// not known.
    /// </summary>
    private static List<(ImageRow Image, string? Fault)> FindWrongStates(
        IReadOnlyList<ImageRow> images, ImageCheck check, CancellationToken cancellationToken)
    {
        var wrongStates = new List<(ImageRow, string?)>();
        foreach (var image in images.Where(image => image.State != ImageState.Deleted))
        {
            var fault = check.FindFault(image, cancellationToken);
            if ((fault is null) != (image.State == ImageState.Listed)
                && (fault is not null || !check.IsUncertain(image, cancellationToken)))
            {
                wrongStates.Add((image, fault));
            }
        }

        return wrongStates;
    }
}
