using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Checks a store from end to end, and mends what can be mended, while others go on to use it.</summary>
/// <remarks>
/// <list type="number">
/// <item>SQLite checks its file.</item>
/// <item>The images are noted; what is added later has only just been written and is left to the next check.</item>
/// <item>Every object is read and compared with its hash; with no collection at the same time, all those that the noted
/// images need are among them.</item>
/// <item>Every image is decoded, and its objects are looked up among the sound ones.</item>
/// <item>What nothing needs is counted: objects, and the remains of interrupted uploads.</item>
/// <item>On request, <see cref="StoreRepair"/> mends.</item>
/// </list>
/// </remarks>
internal sealed class StoreChecker(
    StoreDirectory store, ImageCatalogue catalogue, TreeObjects trees, GarbageCollector collector)
{
    /// <summary>Checks the store.</summary>
    public async Task<StoreCheckReport> CheckAsync(
        bool repair, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var maintenance = await store.MaintenanceLock.AcquireExclusiveAsync(cancellationToken);
        var faults = new List<string>();

        // 1 and 2: the catalogue.
        faults.AddRange(catalogue.CheckIntegrity().Select(fault => $"catalogue {store.CataloguePath}: {fault}"));
        var images = catalogue.ReadHolding(after: 0);

        // 3: the objects.
        var survey = new ObjectSurvey(store.Objects, progress);
        await survey.RunAsync(cancellationToken);
        faults.AddRange(survey.Corrupt.Select(
            corrupt => $"object {corrupt.Hash} is corrupt: {store.Objects.PathOf(corrupt.Hash)}: its contents do not match its hash"));
        faults.AddRange(survey.WrongModes.Select(
            hash => $"object {hash} has the wrong permissions: {store.Objects.PathOf(hash)}"));
        faults.AddRange(survey.Strays.Select(
            stray => $"{store.Objects.Directory(stray.Prefix).DisplayPath}/{stray.Name} is no object of the store"));

        // 4: the images.
        var verdicts = Judge(images, survey, cancellationToken);
        foreach (var (image, fault) in verdicts)
        {
            faults.Add(fault is null
                ? $"image \"{image.Name}\" was set aside as incomplete, but is complete"
                : $"image \"{image.Name}\" is incomplete: {fault}");
        }

        // 5: what nothing needs.
        var leftovers = new LeftoverCount(store, collector);
        faults.AddRange(await leftovers.CountAsync(new LiveReferences(catalogue, trees), cancellationToken));

        // 6: the cure.
        var repairs = repair && faults.Count > 0
            ? await new StoreRepair(store, catalogue, trees, collector, survey)
                .RunAsync(images.Count == 0 ? 0 : images[^1].Id, verdicts, cancellationToken)
            : [];
        return new StoreCheckReport
        {
            Images = images.Count,
            Objects = survey.Objects,
            Bytes = survey.Bytes,
            Faults = [.. faults],
            Repairs = [.. repairs],
        };
    }

    /// <summary>The images whose state is wrong, with the reason, or null for those that are complete again.</summary>
    private List<(ImageRow Image, string? Fault)> Judge(
        IReadOnlyList<ImageRow> images, ObjectSurvey objects, CancellationToken cancellationToken)
    {
        var survey = new ImageSurvey(objects, trees);
        var verdicts = new List<(ImageRow, string?)>();
        foreach (var image in images.Where(image => image.State != ImageState.Deleted))
        {
            var fault = survey.FindFault(image, cancellationToken);
            if ((fault is null) != (image.State == ImageState.Listed))
            {
                verdicts.Add((image, fault));
            }
        }

        return verdicts;
    }
}
