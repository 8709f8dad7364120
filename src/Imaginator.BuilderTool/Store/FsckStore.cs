using System.Globalization;
using Imaginator.Building;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.ImageServers;

namespace Imaginator.BuilderTool.Store;

/// <summary><c>fsck-store</c>.</summary>
internal static class FsckStore
{
    private static readonly Flag<bool> _repair = new(
        "repair", FlagTypes.Boolean, false,
        "Mend what can be mended: set corrupt objects aside, unlist images that miss objects, remove leftovers.")
    { Group = "Repair" };

    public static Command Command { get; } = new(
        "fsck-store", "", "checks every image and object of the embedded store", RunAsync) { Flags = [_repair] };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageServerAsync(
            async server =>
            {
                if (server is not IStoreMaintenance store)
                {
                    throw new ImaginatorException(
                        $"{SharedFlags.ImageServerUrl(context.Flags)} is not a store on this machine: run fsck-store where it is.");
                }

                var report = await store
                    .CheckAsync(context.Flags.Get(_repair), null, cancellationToken).ConfigureAwait(false);
                return Write(report, context);
            },
            cancellationToken);

    private static int Write(StoreCheckReport report, CommandContext context)
    {
        foreach (var fault in report.Faults)
        {
            context.Output.WriteLine(fault);
        }

        foreach (var repair in report.Repairs)
        {
            context.Output.WriteLine($"repaired: {repair}");
        }

        var repairing = context.Flags.Get(_repair);
        var verdict = report.Faults.IsEmpty ? "no faults"
            : repairing ? $"{report.Faults.Length} faults found and dealt with"
            : $"{report.Faults.Length} faults; run it again with -repair";
        context.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Images} images, {report.Objects:N0} objects, {ByteCount.Describe(report.Bytes)} checked: {verdict}"));
        return report.Faults.IsEmpty || repairing ? 0 : 1;
    }
}
