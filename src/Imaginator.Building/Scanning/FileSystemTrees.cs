using Imaginator.Images;

namespace Imaginator.Building.Scanning;

/// <summary>Puts trees together.</summary>
internal static class FileSystemTrees
{
    /// <summary>A tree with the counts that belong to its inodes.</summary>
    public static FileSystemTree Create(DirectoryInode root, IEnumerable<KeyValuePair<ulong, Inode>> inodes)
    {
        var table = new Dictionary<ulong, Inode>(inodes);
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
