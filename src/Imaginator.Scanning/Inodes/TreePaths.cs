using Imaginator.Images;

namespace Imaginator.Scanning.Inodes;

/// <summary>The paths of a tree.</summary>
public static class TreePaths
{
    /// <summary>
    /// All paths of a tree that was scanned or validated, and the number of the inode that each leads to; the root is
    /// not among them. Directories come before their entries.
    /// </summary>
    public static IEnumerable<(string Path, ulong InodeNumber)> Enumerate(FileSystemTree tree)
    {
        var pending = new Stack<(PathNode Path, DirectoryInode Directory)>([(PathNode.Root, tree.Root)]);
        while (pending.TryPop(out var current))
        {
            var directory = current.Path.ToString();
            foreach (var entry in current.Directory.Entries)
            {
                yield return (directory + "/" + entry.Name, entry.InodeNumber);
                if (tree.InodeTable[entry.InodeNumber] is DirectoryInode subdirectory)
                {
                    pending.Push((current.Path.Append(entry.Name), subdirectory));
                }
            }
        }
    }
}
