using Imaginator.Images;

namespace Imaginator.Host.Images.Trees;

/// <summary>
/// Checks the directories of trees from stores that accept any tree: a walk through a directory that contains itself would never end.
/// </summary>
internal static class DirectoryCheck
{
    /// <summary>Whether each directory that the root directory reaches has one name.</summary>
    public static bool HaveOneName(FileSystemTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var reached = new HashSet<ulong>();
        var pending = new Stack<DirectoryInode>([tree.Root]);
        while (pending.TryPop(out var directory))
        {
            foreach (var entry in directory.Entries)
            {
                if (tree.InodeTable.GetValueOrDefault(entry.InodeNumber) is not DirectoryInode child)
                {
                    continue;
                }

                if (!reached.Add(entry.InodeNumber))
                {
                    return false;
                }

                pending.Push(child);
            }
        }

        return true;
    }
}
