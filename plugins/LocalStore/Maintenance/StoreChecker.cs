using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Checks and repairs a store while other processes use it.</summary>
/// <remarks>
/// <list type="number">
/// <item>SQLite checks its file.</item>
/// <item>List the images. The next check covers images that are added later.</item>
/// <item>Read every object and compare it with its hash. No garbage collection runs at the same time, so that the objects of
/// all listed images are included.</item>
/// <item>Decode every image and look its objects up among the sound ones.</item>
/// <item>Count unreferenced objects and remains of interrupted uploads.</item>
/// <item>If requested, repair the faults with <see cref="StoreRepair"/>.</item>
/// </list>
/// </remarks>
internal sealed class StoreChecker(
    StoreDirectory store, ImageCatalogue catalogue, TreeObjects trees, GarbageCollector collector)
{
    public async Task<StoreCheckReport> CheckAsync(
        bool repair, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var maintenance = await store.MaintenanceLock.AcquireExclusiveAsync(cancellationToken);
        var faults = new List<string>();

        // 1 and 2: the catalogue.
        faults.AddRange(catalogue.CheckIntegrity().Select(fault => $"catalogue {store.CataloguePath}: {fault}"));
        var images = catalogue.ReadHolding(after: 0);

        // 3: the objects.
        var scan = new ObjectScan(store.Objects, progress);
        await scan.RunAsync(cancellationToken);
        faults.AddRange(scan.Corrupt.Select(
            corrupt => $"object {corrupt.Hash} is corrupt: {store.Objects.PathOf(corrupt.Hash)}: its contents do not match its hash"));
        faults.AddRange(scan.WrongModes.Select(
            hash => $"object {hash} has the wrong permissions: {store.Objects.PathOf(hash)}"));
        faults.AddRange(scan.Strays.Select(
            stray => $"{store.Objects.Directory(stray.Prefix).DisplayPath}/{stray.Name} is not an object of the store"));

        // 4: the images.
        var wrongStates = FindWrongStates(images, scan, cancellationToken);
        foreach (var (image, fault) in wrongStates)
        {
            faults.Add(fault is null
                ? $"image \"{image.Name}\" is unlisted as incomplete, but it is complete"
                : $"image \"{image.Name}\" is incomplete: {fault}");
        }

        // 5: unreferenced data.
        var leftovers = new LeftoverCount(store, collector);
        faults.AddRange(await leftovers.CountAsync(new LiveReferences(catalogue, trees), cancellationToken));

        // 6: the repair.
        var repairs = repair && faults.Count > 0
            ? await new StoreRepair(store, catalogue, trees, collector, scan)
                .RunAsync(images.Count == 0 ? 0 : images[^1].Id, wrongStates, cancellationToken)
            : [];
        return new StoreCheckReport
        {
            Images = images.Count,
            Objects = scan.Objects,
            Bytes = scan.Bytes,
            Faults = [.. faults],
            Repairs = [.. repairs],
        };
    }

    /// <summary>Images with the wrong state: the fault of an incomplete image, or null for an image that is complete.</summary>
    private List<(ImageRow Image, string? Fault)> FindWrongStates(
        IReadOnlyList<ImageRow> images, ObjectScan scan, CancellationToken cancellationToken)
    {
        var check = new ImageCheck(scan, trees);
        var wrongStates = new List<(ImageRow, string?)>();
        foreach (var image in images.Where(image => image.State != ImageState.Deleted))
        {
            var fault = check.FindFault(image, cancellationToken);
            if ((fault is null) != (image.State == ImageState.Listed))
            {
                wrongStates.Add((image, fault));
            }
        }

        return wrongStates;
    }
}
