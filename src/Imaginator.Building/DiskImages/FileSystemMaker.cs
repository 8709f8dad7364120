using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>Makes the file system of a disk image and fills it, without a mount.</summary>
internal static class FileSystemMaker
{
    // Explicit: the defaults of new releases contain features that the GRUB of older trees cannot read.
    private const string Features =
        "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file,huge_file,"
        + "dir_nlink,extra_isize,metadata_csum";

    /// <summary>Makes the file system from a tree, given by its host path, which must contain no mounts.</summary>
    public static Task MakeAsync(
        string file, DiskLayout layout, DiskIdentity disk, string tree, IBuildLog log, CancellationToken cancellationToken)
    {
        ImmutableArray<string> arguments =
        [
            "-q", "-F",
            "-t", "ext4",
            "-b", Text(DiskLayout.BlockBytes),
            "-O", Features,
            "-N", Text(layout.InodeCount),
            "-m", "1",
            "-L", "root",
            "-U", disk.FileSystemId.ToString(),
            "-E", $"offset={Text(DiskLayout.PartitionOffset)},root_owner=0:0",
            "-d", tree,
            file,
            Text(layout.Blocks),
        ];
        return HostTool.RunAsync("mke2fs", "e2fsprogs", arguments, input: "", log, cancellationToken);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
