using Imaginator.Building.Filtering;
using Imaginator.Images;

namespace Imaginator.Building.Scanning;

/// <summary>Keeps files that only look changed from looking changed.</summary>
public static class MtimeCopier
{
    /// <summary>
    /// Where the previous image has a file of the same path that is equal in everything but its modification time, takes
    /// over that time. A file with several names takes it from the first of them, in the order of the walk, that the
    /// previous image has.
    /// </summary>
    /// <param name="tree">The new tree.</param>
    /// <param name="previous">The tree of the stream's previous image.</param>
    /// <param name="except">Selects paths that keep their new time; null for none.</param>
    /// <returns>The new tree; inodes keep their numbers. The same instance if nothing was taken over.</returns>
    public static FileSystemTree Copy(FileSystemTree tree, FileSystemTree previous, PathFilter? except)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(previous);
        var previousNumbers = TreePaths.Enumerate(previous).ToDictionary(entry => entry.Path, entry => entry.InodeNumber);
        var decided = new HashSet<ulong>();
        Dictionary<ulong, Inode>? table = null;
        foreach (var (path, number) in TreePaths.Enumerate(tree))
        {
            if (previousNumbers.TryGetValue(path, out var previousNumber)
                && TryTakeOver(tree.InodeTable[number], previous.InodeTable[previousNumber]) is { } inode
                && except?.IsMatch(path) != true
                && decided.Add(number))
            {
                table ??= new Dictionary<ulong, Inode>(tree.InodeTable);
                table[number] = inode;
            }
        }

        return table is null ? tree : tree with { InodeTable = table };
    }

    // Directories, links and computed files have no modification time. Null if something else differs, or nothing.
    private static Inode? TryTakeOver(Inode inode, Inode previous)
    {
        Inode? result = (inode, previous) switch
        {
            (RegularInode now, RegularInode before) => now with
            {
                MtimeSeconds = before.MtimeSeconds,
                MtimeNanoseconds = before.MtimeNanoseconds,
            },
            (SpecialInode now, SpecialInode before) => now with
            {
                MtimeSeconds = before.MtimeSeconds,
                MtimeNanoseconds = before.MtimeNanoseconds,
            },
            _ => null,
        };
        return result is not null && !InodeEquality.AreEqual(result, inode) && InodeEquality.AreEqual(result, previous)
            ? result
            : null;
    }
}
