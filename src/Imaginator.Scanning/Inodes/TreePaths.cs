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
        foreach (var (path, directory) in EnumerateDirectories(tree))
        {
            foreach (var entry in directory.Entries)
            {
                yield return (path + "/" + entry.Name, entry.InodeNumber);
            }
        }
    }

    /// <summary>
    /// The directories of a tree that was scanned or validated, and their paths; that of the root is empty. Directories come before those
    /// in them.
    /// </summary>
    public static IEnumerable<(string Path, DirectoryInode Directory)> EnumerateDirectories(FileSystemTree tree)
    {
        var pending = new Stack<(PathNode Path, DirectoryInode Directory)>([(PathNode.Root, tree.Root)]);
        while (pending.TryPop(out var current))
        {
            yield return (current.Path.ToString(), current.Directory);
            foreach (var entry in current.Directory.Entries)
            {
                if (tree.InodeTable[entry.InodeNumber] is DirectoryInode subdirectory)
                {
                    pending.Push((current.Path.Append(entry.Name), subdirectory));
                }
            }
        }
    }
}
