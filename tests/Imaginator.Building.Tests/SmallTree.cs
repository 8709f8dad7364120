using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Building.Tests;

/// <summary>Trees of images that are written down entry by entry; nothing of them is on a disk.</summary>
internal static class SmallTree
{
    public static DirectoryInode Directory(params (string Name, ulong Number)[] entries) => new()
    {
        Mode = 0x41ED,
        Entries = [.. entries.Select(entry => new DirectoryEntry(entry.Name, entry.Number))],
    };

    public static FileSystemTree Tree(params (string Name, ulong Number, Inode Inode)[] entries) => new()
    {
        Root = Directory([.. entries.Select(entry => (entry.Name, entry.Number))]),
        InodeTable = entries.DistinctBy(entry => entry.Number)
            .ToImmutableDictionary(entry => entry.Number, entry => entry.Inode),
        NumRegularInodes = 0,
        TotalDataBytes = 0,
        DirectoryCount = 0,
    };
}
