using Imaginator.Images;

namespace Imaginator.BuilderTool.Images;

/// <summary>The paths of a tree with their inodes, directory by directory, the root first.</summary>
internal static class TreeWalk
{
    public static IEnumerable<(string Path, ulong Number, Inode Inode)> Of(FileSystemTree tree)
    {
        yield return ("/", 0, tree.Root);

        // An explicit stack: trees can be deeper than the stack of a thread.
        var pending = new Stack<(string Path, DirectoryEntry Entry)>();
        Push(pending, "", tree.Root);
        while (pending.TryPop(out var next))
        {
            var inode = tree.InodeTable[next.Entry.InodeNumber];
            yield return (next.Path, next.Entry.InodeNumber, inode);
            if (inode is DirectoryInode directory)
            {
                Push(pending, next.Path, directory);
            }
        }
    }

    private static void Push(Stack<(string Path, DirectoryEntry Entry)> pending, string path, DirectoryInode directory)
    {
        for (var i = directory.Entries.Length - 1; i >= 0; i--)
        {
            pending.Push(($"{path}/{directory.Entries[i].Name}", directory.Entries[i]));
        }
    }
}
