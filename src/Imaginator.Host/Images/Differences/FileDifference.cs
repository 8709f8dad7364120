using Imaginator.Building.Comparing;
using Imaginator.Images;

namespace Imaginator.Host.Images.Differences;

/// <summary>A path that differs between two images.</summary>
/// <param name="Path">The path, as in <see cref="Trees.TreeFile"/>.</param>
/// <param name="Kind">How the path differs.</param>
/// <param name="Changes">The differences of a changed path; otherwise none.</param>
/// <param name="Before">The inode in the first image; null for an added path.</param>
/// <param name="After">The inode in the second image; null for a removed path.</param>
internal sealed record FileDifference(string Path, FileDifferenceKind Kind, FileChanges Changes, Inode? Before, Inode? After)
{
    /// <summary>Whether both images have a regular file here, with different contents: its text can be compared.</summary>
    public bool HasContents => Before is RegularInode && After is RegularInode && Changes.HasFlag(FileChanges.Contents);

    /// <summary>The size of a regular file in the first image; null for other kinds.</summary>
    public ulong? SizeBefore => (Before as RegularInode)?.Size;

    /// <summary>The size of a regular file in the second image; null for other kinds.</summary>
    public ulong? SizeAfter => (After as RegularInode)?.Size;
}
