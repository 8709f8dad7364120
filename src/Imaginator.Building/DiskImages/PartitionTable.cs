using System.Globalization;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>Writes the partition table of a disk image.</summary>
internal static class PartitionTable
{
    private const string Tool = "sfdisk";
    private const string Package = "fdisk";

    /// <summary>Checks that the tool is installed.</summary>
    public static void RequireTool() => HostTool.Require(Tool, Package);

    /// <summary>Writes a table with one active Linux partition.</summary>
    public static Task WriteAsync(string file, DiskIdentity disk, IBuildLog log, CancellationToken cancellationToken)
    {
        var script = string.Create(
            CultureInfo.InvariantCulture,
            $"label: dos\nlabel-id: 0x{disk.DiskId:x8}\nunit: sectors\nstart={DiskLayout.PartitionOffset / DiskLayout.SectorBytes}, type=83, bootable\n");
        return HostTool.RunAsync(Tool, Package, ["--quiet", "--no-reread", "--no-tell-kernel", file], script, log, cancellationToken);
    }
}
