using Imaginator.Images;
using Imaginator.Quantities;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Scanning;

/// <summary>Finds the files that make an image huge, often by accident: a log of the last logins can have terabytes of holes.</summary>
internal static class HugeFiles
{
    private const ulong HugeLength = 1024 * 1024 * 1024;
    private const int Described = 5;

    /// <summary>Names the longest of the huge files of a tree.</summary>
    /// <param name="tree">A tree that was scanned or validated.</param>
    /// <returns>One line; null if there are no huge files.</returns>
    public static string? Describe(FileSystemTree tree)
    {
        var longest = tree.InodeTable
            .Where(item => item.Value is RegularInode { Size: >= HugeLength })
            .OrderByDescending(item => ((RegularInode)item.Value).Size)
            .Take(Described)
            .ToDictionary(item => item.Key, item => (long)Math.Min(((RegularInode)item.Value).Size, long.MaxValue));
        if (longest.Count == 0)
        {
            return null;
        }

        var named = TreePaths.Enumerate(tree)
            .Where(entry => longest.ContainsKey(entry.InodeNumber))
            .DistinctBy(entry => entry.InodeNumber)
            .OrderByDescending(entry => longest[entry.InodeNumber])
            .Select(entry => $"{PathNode.ToDisplay(entry.Path)} ({ByteSize.Describe(longest[entry.InodeNumber])})");
        return $"huge files, by length, with their holes: {string.Join(", ", named)}";
    }
}
