using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.SourceTrees;
using Imaginator.Files;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Quantities;

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
        Flags = [Repair, RebuildCatalogue],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            var rebuilt = context.Flags.Get(RebuildCatalogue) ? await RebuildAsync(context, cancellationToken) : [];
            foreach (var line in rebuilt)
            {
                await context.Output.WriteLineAsync($"rebuilt: {line}");
            }

            return await context.WithImageStoreAsync(store => CheckAsync(store, context, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is (ImaginatorException and not UsageException) or IOException or UnauthorizedAccessException)
        {
            // Errors quote names of others, which must not control the terminal.
            await context.Error.WriteLineAsync(
                string.Join('\n', $"builder-tool: {e.Message}".Split('\n').Select(FileName.ToDisplay)));
            return e is ImageStoreException { Reason: ImageStoreError.Corrupt } ? FaultsRemain : NotChecked;
        }
    }

    private static async Task<ImmutableArray<string>> RebuildAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var plugins = await context.LoadPluginsAsync(cancellationToken);
        return await plugins.RebuildCatalogueAsync(SharedFlags.ImageStoreUrl(context.Flags), cancellationToken);
    }

    private static async Task<int> CheckAsync(IImageStore store, CommandContext context, CancellationToken cancellationToken)
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
        return Write(report, trees, context);
    }

    private static int Write(StoreCheckReport report, TreeCacheReport trees, CommandContext context)
    {
        var repairing = context.Flags.Get(Repair);
        string[] faults = [.. report.Faults, .. trees.Faults];
        var remaining = report.Unrepaired.Length + (repairing ? 0 : trees.Faults.Length);
        foreach (var line in faults.Concat(report.Unreadable).Concat(report.Notes.Select(note => $"note: {note}")))
        {
            context.Output.WriteLine(line);
        }

        foreach (var repair in report.Repairs.Concat(trees.Repairs))
        {
            context.Output.WriteLine($"repaired: {repair}");
        }

        var verdict = faults.Length == 0 ? "no faults"
            : !repairing ? $"{Count(faults.Length, "fault")} found; repair with -repair"
            : remaining == 0 ? $"{Count(faults.Length, "fault")} found and repaired"
            : $"{Count(faults.Length, "fault")} found, {Count(remaining, "fault")} not repaired";
        if (!report.Unreadable.IsEmpty)
        {
            verdict += "; not all of the store can be read";
        }

        context.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(report.Images, "image")}, {Count(report.Objects, "object")}, {Count(trees.Trees, "unpacked source image")}, "
            + $"{ByteSize.Describe(report.Bytes + trees.Bytes)} checked: {verdict}"));
        return !report.Unreadable.IsEmpty ? NotChecked : remaining == 0 ? NoFaults : FaultsRemain;
    }

    private static string Count(long number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {thing}{(number == 1 ? "" : "s")}");
}
