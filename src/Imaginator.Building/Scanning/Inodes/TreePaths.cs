using Imaginator.Images;

namespace Imaginator.Building.Scanning.Inodes;

/// <summary>The paths of a tree.</summary>
internal static class TreePaths
{
    /// <summary>
    /// All paths of a tree that was scanned or validated, and the number of the inode that each leads to; the root is
    /// not among them. Directories come before what is in them.
    /// </summary>
    public static IEnumerable<(string Path, ulong InodeNumber)> Enumerate(FileSystemTree tree)
    {
        var pending = new Stack<(string Path, DirectoryInode Directory)>([("", tree.Root)]);
        while (pending.TryPop(out var current))
        {
            foreach (var entry in current.Directory.Entries)
            {
                var path = current.Path + "/" + entry.Name;
                yield return (path, entry.InodeNumber);
                if (tree.InodeTable[entry.InodeNumber] is DirectoryInode directory)
                {
                    pending.Push((path, directory));
                }
            }
        }
    }
}
