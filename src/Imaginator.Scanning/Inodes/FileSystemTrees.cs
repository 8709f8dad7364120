using Imaginator.Images;

namespace Imaginator.Scanning.Inodes;

/// <summary>Creates trees.</summary>
public static class FileSystemTrees
{
    /// <summary>The tree with other inodes under some of its numbers; the same tree if there are none.</summary>
    public static FileSystemTree Replace(FileSystemTree tree, IReadOnlyDictionary<ulong, Inode> inodes)
    {
        if (inodes.Count == 0)
        {
            return tree;
        }

        if (tree.InodeTable is InodeTable table)
        {
            return Create(tree.Root, table.Replace(inodes));
        }

        var copy = new Dictionary<ulong, Inode>(tree.InodeTable);
        foreach (var (number, inode) in inodes)
        {
            copy[number] = inode;
        }

        return Create(tree.Root, copy);
    }

    /// <summary>A tree with the counts that belong to its inodes.</summary>
    public static FileSystemTree Create(DirectoryInode root, IEnumerable<KeyValuePair<ulong, Inode>> inodes) =>
        Create(root, new Dictionary<ulong, Inode>(inodes));

    /// <summary>A tree with the counts that belong to its inodes.</summary>
    /// <param name="table">The inodes; the table belongs to the tree.</param>
    public static FileSystemTree Create(DirectoryInode root, IReadOnlyDictionary<ulong, Inode> table)
    {
        var (files, bytes, directories) = (0UL, 0UL, 1UL);
        foreach (var inode in table.Values)
        {
            switch (inode)
            {
                case RegularInode regular:
                    files++;
                    bytes += regular.Size;
                    break;
                case DirectoryInode:
                    directories++;
                    break;
            }
        }

        return new FileSystemTree
        {
            Root = root,
            InodeTable = table,
            NumRegularInodes = files,
            TotalDataBytes = bytes,
            DirectoryCount = directories,
        };
    }
}
