using Imaginator.Linux.Trees;
using Imaginator.Quantities;

namespace Imaginator.Building.DiskImages;

/// <summary>The size of a tree on a disk.</summary>
/// <param name="Bytes">The size of its files and directories without holes, each rounded up to blocks, in bytes.</param>
/// <param name="Inodes">The number of its files of all types.</param>
internal sealed record TreeExtent(long Bytes, long Inodes)
{
    // Of ext4 with blocks of 4 KiB.
    private const long MaximumFileBytes = 16L * 1024 * 1024 * 1024 * 1024;

    /// <summary>Measures a tree.</summary>
    /// <exception cref="ImaginatorException">The file system of a disk cannot hold one of the files.</exception>
    public static TreeExtent Measure(TreeRoot tree, CancellationToken cancellationToken)
    {
        var (bytes, inodes) = (0L, 1L);
        var linked = new HashSet<ulong>();
        using var cursor = new TreeCursor(tree.Directory, sorted: false);
        foreach (var (name, status) in cursor.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (status.Type != FileType.Directory && status.LinkCount > 1 && !linked.Add(status.InodeNumber))
            {
                continue;
            }

            inodes++;
            if (status.Type == FileType.Regular && status.Size >= MaximumFileBytes)
            {
                throw new ImaginatorException(
                    $"{cursor.DisplayPathOf(name)} has {ByteSize.Describe(status.Size)}: files on a disk (ext4) must be shorter than "
                    + $"{ByteSize.Describe(MaximumFileBytes)}; remove or shorten the file");
            }

            bytes += Math.Max(BlocksOf(cursor.Current, name, status), 1) * DiskLayout.BlockBytes;
        }

        return new TreeExtent(bytes, inodes);
    }

    // The status alone does not tell: compressing file systems state fewer blocks than a file needs elsewhere.
    private static long BlocksOf(DirectoryHandle directory, string name, in FileStatus status)
    {
        if (status.Type != FileType.Regular || status.AllocatedSize >= status.Size)
        {
            return BlocksOf(status.Size);
        }

        using var file = directory.OpenFile(name);
        var blocks = 0L;
        for (var position = 0L; position < status.Size;)
        {
            var (start, end) = FileExtents.Next(file, position, status.Size);
            blocks += BlocksOf(end - start);
            position = end;
        }

        return blocks;
    }

    private static long BlocksOf(long size) => (size + DiskLayout.BlockBytes - 1) / DiskLayout.BlockBytes;
}
