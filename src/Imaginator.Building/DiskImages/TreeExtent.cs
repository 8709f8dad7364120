using Imaginator.Linux.Trees;

namespace Imaginator.Building.DiskImages;

/// <summary>The size of a tree on a disk.</summary>
/// <param name="Bytes">The size of its files and directories, each rounded up to blocks, in bytes.</param>
/// <param name="Inodes">The number of its files of all types.</param>
internal sealed record TreeExtent(long Bytes, long Inodes)
{
    /// <summary>Measures a tree.</summary>
    public static TreeExtent Measure(TreeRoot tree, CancellationToken cancellationToken)
    {
        var (bytes, inodes) = (0L, 1L);
        var linked = new HashSet<ulong>();
        using var cursor = new TreeCursor(tree.Directory, sorted: false);
        foreach (var (_, status) in cursor.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (status.Type != FileType.Directory && status.LinkCount > 1 && !linked.Add(status.InodeNumber))
            {
                continue;
            }

            inodes++;
            bytes += Math.Max(BlocksOf(status.Size), 1) * DiskLayout.BlockBytes;
        }

        return new TreeExtent(bytes, inodes);
    }

    private static long BlocksOf(long size) => (size + DiskLayout.BlockBytes - 1) / DiskLayout.BlockBytes;
}
