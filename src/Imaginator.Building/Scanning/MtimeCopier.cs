using Imaginator.Images;
using Imaginator.Scanning.Exclusions;
using Imaginator.Scanning.Filtering;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Scanning;

/// <summary>Gives files whose only change is the modification time their previous time.</summary>
internal static class MtimeCopier
{
    /// <summary>
    /// If the previous image has a file of the same path that is equal except for its modification time, copies that
    /// time. A file with several names gets the time of its first name, in the order of the walk, that the previous
    /// image has.
    /// </summary>
    /// <param name="except">Selects paths that keep their new time; null for none.</param>
    /// <returns>The new tree; inodes keep their numbers. The same instance if nothing was taken over.</returns>
    public static FileSystemTree Copy(FileSystemTree tree, FileSystemTree previous, PathFilter? except)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(previous);
        var taken = new Dictionary<ulong, Inode>();
        var path = new PathText();

        // Both trees side by side: what one of them does not have is not looked into.
        var pending = new Stack<(PathNode Path, DirectoryInode Now, DirectoryInode Before)>([(PathNode.Root, tree.Root, previous.Root)]);
        while (pending.TryPop(out var current))
        {
            var before = new EntryLookup(current.Before.Entries);
            var directory = current.Path.ToString();
            foreach (var entry in current.Now.Entries)
            {
                if (before.Find(entry.Name) is not { } beforeNumber)
                {
                    continue;
                }

                var now = tree.InodeTable[entry.InodeNumber];
                var then = previous.InodeTable[beforeNumber];
                if (now is DirectoryInode nowDirectory)
                {
                    if (then is DirectoryInode thenDirectory)
                    {
                        pending.Push((current.Path.Append(entry.Name), nowDirectory, thenDirectory));
                    }
                }
                else if (TryTakeOver(now, then) is { } inode
                    && except?.IsMatch(path.Join(directory, entry.Name)) != true)
                {
                    taken.TryAdd(entry.InodeNumber, inode);
                }
            }
        }

        return FileSystemTrees.Replace(tree, taken);
    }

    // Directories, links and computed files have no modification time. Null if something else differs, or nothing.
    private static Inode? TryTakeOver(Inode inode, Inode previous)
    {
        Inode? result = (inode, previous) switch
        {
            (RegularInode now, RegularInode before) when HaveDifferentTimes(
                now.MtimeSeconds, now.MtimeNanoseconds, before.MtimeSeconds, before.MtimeNanoseconds) => now with
                {
                    MtimeSeconds = before.MtimeSeconds,
                    MtimeNanoseconds = before.MtimeNanoseconds,
                },
            (SpecialInode now, SpecialInode before) when HaveDifferentTimes(
                now.MtimeSeconds, now.MtimeNanoseconds, before.MtimeSeconds, before.MtimeNanoseconds) => now with
                {
                    MtimeSeconds = before.MtimeSeconds,
                    MtimeNanoseconds = before.MtimeNanoseconds,
                },
            _ => null,
        };
        return result is not null && InodeEquality.AreEqual(result, previous) ? result : null;
    }

    private static bool HaveDifferentTimes(long seconds, int nanoseconds, long otherSeconds, int otherNanoseconds) =>
        seconds != otherSeconds || nanoseconds != otherNanoseconds;
}
