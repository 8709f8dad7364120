using Imaginator.Images;

namespace Imaginator.Host.Images.Trees;

/// <summary>Estimates the memory that trees use.</summary>
internal static class TreeMemory
{
    // An inode with its hash and its position in a table; an entry with the header of its name.
    private const long BytesOfInode = 200;
    private const long BytesOfEntry = 48;

    /// <summary>In bytes.</summary>
    public static long Estimate(FileSystemTree tree)
    {
        var bytes = Estimate(tree.Root);
        foreach (var inode in tree.InodeTable.Values)
        {
            bytes += Estimate(inode);
        }

        return bytes;
    }

    private static long Estimate(Inode inode)
    {
        var bytes = BytesOfInode + (sizeof(char) * TreeRules.MetadataLength(inode));
        if (inode is DirectoryInode directory)
        {
            foreach (var entry in directory.Entries)
            {
                bytes += BytesOfEntry + (sizeof(char) * entry.Name.Length);
            }
        }

        return bytes;
    }
}
