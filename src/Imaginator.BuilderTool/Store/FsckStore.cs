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
        "Repair faults: move corrupt objects aside, unlist images with missing objects, and remove leftovers and unpacked source "
        + "images that differ from their images.")
    { Group = "Repair" };

    public static Command Command { get; } = new(
        "fsck-store", "", "Check all images and objects of the embedded store, and the unpacked source images.", RunAsync)
    {
        Group = "Maintain",
        Description = ["The exit status is 1 if there are faults that were not repaired."],
        Flags = [Repair],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageStoreAsync(
            async store =>
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
            : repairing ? $"{Count(faults.Length, "fault")} found and repaired"
            : $"{Count(faults.Length, "fault")} found; repair with -repair";
        context.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(report.Images, "image")}, {Count(report.Objects, "object")}, {Count(trees.Trees, "unpacked source image")}, "
            + $"{ByteSize.Describe(report.Bytes + trees.Bytes)} checked: {verdict}"));
        return faults.Length == 0 || repairing ? 0 : 1;
    }

    private static string Count(long number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {thing}{(number == 1 ? "" : "s")}");
}
