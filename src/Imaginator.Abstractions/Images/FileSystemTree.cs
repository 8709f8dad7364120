namespace Imaginator.Images;

/// <summary>The file-system tree of an image: an inode table and a root directory.</summary>
/// <remarks>
/// Hard links are directory entries with the same inode number. Directories and computed files have exactly one entry. Trees
/// that were scanned number their inodes from 1 in the order of a walk (one directory after another, entries sorted), so
/// that trees with the same contents also have the same numbers. Equality is by value and includes inode numbers; the
/// comparison of two equal trees requires time proportional to the number of inodes.
/// </remarks>
public sealed record FileSystemTree
{
    /// <summary>All inodes except the root directory, by inode number.</summary>
    public required IReadOnlyDictionary<ulong, Inode> InodeTable { get; init; }

    /// <summary>The root directory, which has no inode number.</summary>
    public required DirectoryInode Root { get; init; }

    /// <summary>The number of <see cref="RegularInode"/> values. Hard links to one inode count once.</summary>
    public required ulong NumRegularInodes { get; init; }

    /// <summary>The total size of the regular inodes in bytes.</summary>
    public required ulong TotalDataBytes { get; init; }

    /// <summary>The number of directories, including the root directory.</summary>
    public required ulong DirectoryCount { get; init; }

    /// <summary>Enumerates the objects that the tree refers to: the contents of files that are not empty.</summary>
    /// <returns>The hashes, each once.</returns>
    public IEnumerable<ObjectHash> EnumerateObjects() => EnumerateContents().Distinct();

    /// <inheritdoc/>
    public bool Equals(FileSystemTree? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && NumRegularInodes == other.NumRegularInodes
            && TotalDataBytes == other.TotalDataBytes
            && DirectoryCount == other.DirectoryCount
            && Root.Equals(other.Root)
            && HasEqualInodes(other));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(NumRegularInodes, TotalDataBytes, DirectoryCount, InodeTable.Count, Root);

    internal IEnumerable<ObjectHash> EnumerateContents() => InodeTable.Values
        .OfType<RegularInode>()
        .Where(file => file.Size > 0)
        .Select(file => file.Hash);

    private bool HasEqualInodes(FileSystemTree other)
    {
        if (InodeTable.Count != other.InodeTable.Count)
        {
            return false;
        }

        foreach (var (number, inode) in InodeTable)
        {
            if (!other.InodeTable.TryGetValue(number, out var counterpart) || !inode.Equals(counterpart))
            {
                return false;
            }
        }

        return true;
    }
}
