using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.ImageServing.Images;

/// <summary>The entries in the tree of a stored image, which is valid.</summary>
internal static class TreeEntries
{
    /// <summary>Every entry below the root with its absolute path.</summary>
    public static IEnumerable<(string Path, ulong Number, Inode Inode)> Walk(FileSystemTree tree)
    {
        var pending = new Stack<(string Path, DirectoryInode Directory)>([("", tree.Root)]);
        while (pending.TryPop(out var parent))
        {
            foreach (var entry in parent.Directory.Entries)
            {
                var path = $"{parent.Path}/{entry.Name}";
                var inode = tree.InodeTable[entry.InodeNumber];
                yield return (path, entry.InodeNumber, inode);
                if (inode is DirectoryInode directory)
                {
                    pending.Push((path, directory));
                }
            }
        }
    }

    /// <summary>Finds the inode number of an absolute path without following symbolic links; null for the root and unknown paths.</summary>
    public static ulong? Find(FileSystemTree tree, string path)
    {
        ulong? number = null;
        var directory = tree.Root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (directory is null || FindEntry(directory, name) is not { } found)
            {
                return null;
            }

            number = found;
            directory = tree.InodeTable[found] as DirectoryInode;
        }

        return number;
    }

    private static ulong? FindEntry(DirectoryInode directory, string name)
    {
        var (first, end) = (0, directory.Entries.Length);
        while (first < end)
        {
            var middle = (first + end) / 2;
            var order = FileName.BytewiseComparer.Compare(directory.Entries[middle].Name, name);
            if (order == 0)
            {
                return directory.Entries[middle].InodeNumber;
            }

            (first, end) = order < 0 ? (middle + 1, end) : (first, middle);
        }

        return null;
    }
}
