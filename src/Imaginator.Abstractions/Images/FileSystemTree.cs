namespace Imaginator.Images;

/// <summary>The file-system tree of an image: an inode table and a root directory.</summary>
/// <remarks>
/// Hard links are entries with the same inode number; directories and computed files have exactly one entry. Trees that
/// were scanned number their inodes from 1 in the order of a walk (directory by directory, entries sorted), so that
/// equal trees are equal to the number.
/// </remarks>
public sealed record FileSystemTree
{
    /// <summary>All inodes but the root, by number.</summary>
    public required IReadOnlyDictionary<ulong, Inode> InodeTable { get; init; }

    /// <summary>The root directory; it has no number.</summary>
    public required DirectoryInode Root { get; init; }

    /// <summary>How many <see cref="RegularInode"/> values there are, hard links counted once.</summary>
    public required ulong NumRegularInodes { get; init; }

    /// <summary>The sum of their sizes in bytes.</summary>
    public required ulong TotalDataBytes { get; init; }

    /// <summary>How many directories there are, the root included.</summary>
    public required ulong DirectoryCount { get; init; }
}
