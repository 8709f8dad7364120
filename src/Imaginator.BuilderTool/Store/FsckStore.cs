using System.Globalization;
using Imaginator.Building.SourceTrees;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Quantities;

namespace Imaginator.BuilderTool.Store;

/// <summary><c>fsck-store</c>.</summary>
internal static class FsckStore
{
    private static readonly Flag<bool> Repair = new(
        "repair", FlagTypes.Boolean, false,
        "Mend what can be mended: set corrupt objects aside, unlist images that miss objects, remove leftovers, "
        + "and unpacked source images that differ from their image.")
    { Group = "Repair" };

    public static Command Command { get; } = new(
        "fsck-store", "", "checks every image and object of the embedded store, and the unpacked source images", RunAsync) { Flags = [Repair] };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageServerAsync(
            async server =>
            {
                if (server is not IStoreMaintenance store)
                {
                    throw new ImaginatorException(
                        $"{SharedFlags.ImageServerUrl(context.Flags)} is not a store on this machine: run fsck-store where it is.");
                }

                var repair = context.Flags.Get(Repair);
                var report = await store.CheckAsync(repair, null, cancellationToken);
                var trees = await CacheCheck.RunAsync(
                    SiteBuilder.SourceTreesPath(context.Flags), repair, context.Time, cancellationToken);
                return Write(report, trees, context);
            },
            cancellationToken);

    private static int Write(StoreCheckReport report, TreeCacheReport trees, CommandContext context)
    {
        string[] faults = [.. report.Faults, .. trees.Faults];
        foreach (var fault in faults)
        {
            context.Output.WriteLine(fault);
        }

        foreach (var repair in report.Repairs.Concat(trees.Repairs))
        {
            context.Output.WriteLine($"repaired: {repair}");
        }

        var repairing = context.Flags.Get(Repair);
        var verdict = faults.Length == 0 ? "no faults"
            : repairing ? $"{faults.Length} faults found and dealt with"
            : $"{faults.Length} faults; run it again with -repair";
        context.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Images} images, {report.Objects:N0} objects, {trees.Trees} unpacked source images, "
            + $"{ByteSize.Describe(report.Bytes + trees.Bytes)} checked: {verdict}"));
        return faults.Length == 0 || repairing ? 0 : 1;
    }
}
