using Imaginator.Images;

namespace Imaginator.Building.SourceTrees;

/// <summary>The disk space of a tree.</summary>
internal static class TreeSize
{
    // Of most file systems.
    private const long BlockSize = 4096;
    private const long InodeSize = 256;

    /// <summary>The approximate disk space of an unpacked tree in bytes; saturated.</summary>
    public static long Of(FileSystemTree tree)
    {
        var total = BlockSize;
        foreach (var inode in tree.InodeTable.Values)
        {
            var bytes = inode switch
            {
                RegularInode file => (long)Math.Min(file.Size, long.MaxValue / 2),
                DirectoryInode => BlockSize,
                _ => 0,
            };
            var blocks = (bytes + BlockSize - 1) / BlockSize;
            total = Math.Min(long.MaxValue / 4, total + InodeSize + (blocks * BlockSize));
        }

        return total;
    }
}
