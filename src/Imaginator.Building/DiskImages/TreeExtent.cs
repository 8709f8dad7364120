using Imaginator.Building.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.DiskImages;

/// <summary>How much a tree takes on a disk.</summary>
/// <param name="Bytes">Its contents, each file and directory rounded up to blocks.</param>
/// <param name="Inodes">Its files, directories and the rest.</param>
internal sealed record TreeExtent(long Bytes, long Inodes)
{
    /// <summary>Measures a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static TreeExtent Measure(TreeRoot tree, CancellationToken cancellationToken)
    {
        var (bytes, inodes) = (0L, 1L);
        var linked = new HashSet<ulong>();
        using var cursor = new TreeCursor(tree.Directory);
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
