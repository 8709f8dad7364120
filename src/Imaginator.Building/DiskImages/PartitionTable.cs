using System.Globalization;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>Gives a disk image its partition table.</summary>
internal static class PartitionTable
{
    /// <summary>Writes a table with one active Linux partition.</summary>
    /// <param name="file">The image.</param>
    /// <param name="disk">What the disk is called.</param>
    /// <param name="log">Gets what the tool prints.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task WriteAsync(string file, DiskIdentity disk, IBuildLog log, CancellationToken cancellationToken)
    {
        var script = string.Create(
            CultureInfo.InvariantCulture,
            $"label: dos\nlabel-id: 0x{disk.DiskId:x8}\nunit: sectors\nstart={DiskLayout.PartitionOffset / DiskLayout.SectorBytes}, type=83, bootable\n");
        return HostTool.RunAsync("sfdisk", "fdisk", ["--quiet", "--no-reread", "--no-tell-kernel", file], script, log, cancellationToken);
    }
}
