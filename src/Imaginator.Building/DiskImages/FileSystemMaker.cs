using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>Makes the file system of a disk image; also fills it, where it cannot be mounted.</summary>
internal static class FileSystemMaker
{
    // Explicit: the defaults of new releases contain features that the GRUB of older trees cannot read.
    private const string Features =
        "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file,huge_file,"
        + "dir_nlink,extra_isize,metadata_csum";

    private const string Tool = "mke2fs";
    private const string Package = "e2fsprogs";

    /// <summary>Checks that the tool is installed.</summary>
    public static void RequireTool() => HostTool.Require(Tool, Package);

    /// <summary>Makes the file system: empty, or from a tree.</summary>
    /// <param name="tree">The host path of the tree, which must contain no mounts; null for an empty file system.</param>
    public static Task MakeAsync(
        string file, DiskLayout layout, DiskIdentity disk, string? tree, IBuildLog log, CancellationToken cancellationToken)
    {
        ImmutableArray<string> filled = tree is null ? [] : ["-d", tree];
        ImmutableArray<string> arguments =
        [
            "-q", "-F",
            "-t", "ext4",
            "-b", Text(DiskLayout.BlockBytes),
            "-O", Features,
            "-N", Text(layout.InodeCount),

            // Room for times after 2038 and fractions of seconds.
            "-I", "256",
            "-m", "1",
            "-L", "root",
            "-U", disk.FileSystemId.ToString(),
            "-E", $"offset={Text(DiskLayout.PartitionOffset)},root_owner=0:0",
            .. filled,
            file,
            Text(layout.Blocks),
        ];
        return HostTool.RunAsync(Tool, Package, arguments, input: "", log, cancellationToken);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
