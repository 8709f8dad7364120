using System.Buffers;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Protocol.Mapping;

/// <summary>
/// Checks trees received over the wire for the properties that later code relies on: entry names are valid, sorted and
/// unique, entries have inodes, and every directory is reached only once.
/// </summary>
internal static class TreeCheck
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create('/', '\0');

    /// <summary>Checks a tree.</summary>
    /// <exception cref="ImaginatorException">The tree is invalid; the message contains the reason.</exception>
    public static void RequireSound(FileSystemTree tree)
    {
        var reached = new HashSet<ulong>();
        var pending = new Stack<DirectoryInode>([tree.Root]);
        while (pending.TryPop(out var directory))
        {
            string? previous = null;
            foreach (var entry in directory.Entries)
            {
                RequireName(entry.Name, previous);
                previous = entry.Name;
                if (!tree.InodeTable.TryGetValue(entry.InodeNumber, out var inode))
                {
                    throw Unsound($"\"{FileName.ToDisplay(entry.Name)}\" refers to the missing inode {entry.InodeNumber}");
                }

                if (inode is DirectoryInode or ComputedRegularInode && !reached.Add(entry.InodeNumber))
                {
                    throw Unsound($"inode {entry.InodeNumber}, \"{FileName.ToDisplay(entry.Name)}\", has two names");
                }

                if (inode is DirectoryInode child)
                {
                    pending.Push(child);
                }
            }
        }
    }

    private static void RequireName(string name, string? previous)
    {
        if (name is "" or "." or ".." || name.AsSpan().ContainsAny(Forbidden))
        {
            throw Unsound($"\"{FileName.ToDisplay(name)}\" is not a name");
        }

        if (previous is not null && FileName.BytewiseComparer.Compare(previous, name) >= 0)
        {
            throw Unsound($"\"{FileName.ToDisplay(name)}\" is out of order");
        }
    }

    private static ImaginatorException Unsound(string what) => new($"the image has an invalid tree: {what}");
}
