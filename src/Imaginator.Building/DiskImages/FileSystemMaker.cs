using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>Makes the file system of a disk image and fills it. Nothing is mounted.</summary>
internal static class FileSystemMaker
{
    // Spelt out: the defaults of new releases have features that the GRUB of older trees cannot read.
    private const string Features =
        "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file,huge_file,"
        + "dir_nlink,extra_isize,metadata_csum";

    /// <summary>Makes the file system.</summary>
    /// <param name="file">The image.</param>
    /// <param name="layout">Where it goes.</param>
    /// <param name="disk">What it is called.</param>
    /// <param name="tree">The host path of the tree; no mount is in it.</param>
    /// <param name="log">Gets what the tool prints.</param>
    /// <param name="cancellationToken">Gives up.</param>
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
