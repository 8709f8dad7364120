using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.SourceTrees;

/// <summary>The inodes of some directories of a cached tree, looked at.</summary>
/// <param name="Change">The first change found, as a clause; null if none was found.</param>
/// <param name="Files">The unchanged files whose contents can be compared.</param>
internal sealed record InodeCheck(string? Change, IReadOnlyList<SampledFile> Files)
{
    private const long MaximumLength = 64L << 10;

    /// <summary>Looks at the inodes in their order, until there is no more time.</summary>
    public static InodeCheck Run(
        TreeRoot root, FileSystemTree tree, FileStatus seal, IEnumerable<SampledDirectory> directories, Func<bool> hasTime)
    {
        var files = new List<SampledFile>();
        return new InodeCheck(FindChange(), files);

        string? FindChange()
        {
            foreach (var (path, entries) in directories)
            {
                using var directory = root.OpenDirectory(path);
                foreach (var entry in entries.Span)
                {
                    if (!hasTime())
                    {
                        return null;
                    }

                    var inode = tree.InodeTable[entry.InodeNumber];
                    if (HasChanged(directory, entry.Name, inode, seal))
                    {
                        return $"{PathNode.ToDisplay(path + "/" + entry.Name)} has changed";
                    }

                    if (inode is RegularInode { Size: > 0 and <= (ulong)MaximumLength } file)
                    {
                        files.Add(new SampledFile(path, entry.Name, file));
                    }
                }
            }

            return null;
        }
    }

    /// <summary>Whether an inode changed after a tree was sealed.</summary>
    public static bool IsLater(in FileStatus status, in FileStatus seal) =>
        (status.CtimeSeconds, status.CtimeNanoseconds).CompareTo((seal.CtimeSeconds, seal.CtimeNanoseconds)) > 0;

    private static bool HasChanged(DirectoryHandle directory, string name, Inode inode, in FileStatus seal) =>
        directory.TryGetStatus(name) is not { } status
        || IsLater(status, seal)
        || (inode is RegularInode regular && (ulong)status.Size != regular.Size);
}

/// <summary>Entries of a directory that a check looks at.</summary>
internal readonly record struct SampledDirectory(string Path, ReadOnlyMemory<DirectoryEntry> Entries);

/// <summary>A file whose contents a check can compare. Its path is made when it is needed: most are not.</summary>
internal readonly record struct SampledFile(string Directory, string Name, RegularInode Inode)
{
    public string Path => Directory + "/" + Name;
}
