using System.Collections.Immutable;
using Imaginator.Building.SourceTrees;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;

namespace Imaginator.BuilderTool.Store;

/// <summary><c>fsck-store</c>.</summary>
internal static class FsckStore
{
    private const int NoFaults = 0;
    private const int FaultsRemain = 1;
    private const int NotChecked = 3;

    private static readonly Flag<bool> Repair = new(
        "repair", FlagTypes.Boolean, false,
        "Repair faults: move corrupt objects and foreign files aside, unlist images with missing objects, correct owners and modes, and "
        + "remove leftovers and unpacked source images that differ from their images.")
    { Group = "Repair" };

    private static readonly Flag<bool> RebuildCatalogue = new(
        "rebuildCatalogue", FlagTypes.Boolean, false,
        "Before the check, rebuild a lost or damaged catalogue of images, or add the images that an older copy lacks. Stop imaginator "
        + "and all builds first.")
    { Group = "Repair" };

    public static Command Command { get; } = new(
        "fsck-store", "", "Check all images and objects of the embedded store, and the unpacked source images.", RunAsync)
    {
        Group = "Maintain",
        Description =
        [
            "The exit status is 0 if there are no faults or all faults were repaired, 1 if faults remain, and 3 if the store, or something "
            + "in it, cannot be read. A repair changes neither unreadable data nor anything that depends on it. Data that the next garbage "
            + "collection removes is listed, but does not count as a fault.",
        ],
        Flags = [Repair, RebuildCatalogue, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            var rebuilt = context.Flags.Get(RebuildCatalogue) ? await RebuildAsync(context, cancellationToken) : [];
            foreach (var line in context.Flags.Get(JsonFlag.Json) ? [] : rebuilt)
            {
                await context.Output.WriteLineAsync($"rebuilt: {line}");
            }

            return await context.WithImageStoreAsync(store => CheckAsync(store, context, rebuilt, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is (ImaginatorException and not UsageException) or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                e is ImageStoreException { Reason: ImageStoreError.Corrupt } ? FaultsRemain : NotChecked, e.Message, e);
        }
    }

    private static async Task<ImmutableArray<string>> RebuildAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var plugins = await context.LoadPluginsAsync(cancellationToken);
        return await plugins.RebuildCatalogueAsync(SharedFlags.ImageStoreUrl(context.Flags), cancellationToken);
    }

    private static async Task<int> CheckAsync(
        IImageStore store, CommandContext context, ImmutableArray<string> rebuilt, CancellationToken cancellationToken)
    {
        if (store is not IStoreMaintenance maintenance)
        {
            throw new ImaginatorException(
                $"cannot check {SharedFlags.ImageStoreUrl(context.Flags)}: it is not an embedded store; run fsck-store on the machine of the store");
        }

        var repair = context.Flags.Get(Repair);
        var report = await maintenance.CheckAsync(repair, null, cancellationToken);
        var trees = await CacheCheck.RunAsync(
            SiteBuilder.SourceTreesPath(context.Flags), repair, context.Time, cancellationToken);
        var result = new FsckResult(report, trees, rebuilt, repair);
        if (context.Flags.Get(JsonFlag.Json))
        {
            await context.WriteResultAsync("", result.ToJson());
        }
        else
        {
            result.Write(context.Output, context.Error);
        }

        return result.IsReadable ? result.Remaining == 0 ? NoFaults : FaultsRemain : NotChecked;
    }
}
