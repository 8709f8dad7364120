using Imaginator.Images;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Host.Images.Tar;

/// <summary>A name of a file in a tree, as a tar archive has it.</summary>
/// <param name="Path">
/// The path without a leading slash, in the form of <see cref="Files.FileName"/>; that of a directory ends with a slash.
/// </param>
/// <param name="Inode">The inode.</param>
/// <param name="FirstPath">The path under which the archive has the inode already; null for the first name.</param>
internal sealed record TarName(string Path, Inode Inode, string? FirstPath)
{
    private const string Root = "./";

    /// <summary>
    /// All names of a tree that was validated: the root directory first, and directories before their entries. The order is always the
    /// same.
    /// </summary>
    public static IEnumerable<TarName> Enumerate(FileSystemTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        yield return new TarName(Root, tree.Root, FirstPath: null);

        // Of inodes with several names only: the paths of all would need much memory.
        var firstPaths = new Dictionary<ulong, string>();
        var linked = FindLinked(tree);
        foreach (var (path, number) in TreePaths.Enumerate(tree))
        {
            var inode = tree.InodeTable[number];
            var name = inode is DirectoryInode ? path[1..] + "/" : path[1..];
            var isFurther = linked.Contains(number) && !firstPaths.TryAdd(number, name);
            yield return new TarName(name, inode, isFurther ? firstPaths[number] : null);
        }
    }

    private static HashSet<ulong> FindLinked(FileSystemTree tree)
    {
        var (seen, linked) = (new HashSet<ulong>(tree.InodeTable.Count), new HashSet<ulong>());
        foreach (var directory in tree.InodeTable.Values.OfType<DirectoryInode>().Prepend(tree.Root))
        {
            linked.UnionWith(directory.Entries.Select(entry => entry.InodeNumber).Where(number => !seen.Add(number)));
        }

        return linked;
    }
}
