using Imaginator.Images;

namespace Imaginator.Building.Scanning.Inodes;

/// <summary>
/// Compares inodes by what they hold. Records compare their extended attributes by the identity of the array; and the
/// entries of directories, which are names and numbers, say nothing across trees.
/// </summary>
internal static class InodeEquality
{
    /// <summary>Whether two inodes are equal except for the entries of directories.</summary>
    public static bool AreEqual(Inode one, Inode other) =>
        one.ExtendedAttributes.AsSpan().SequenceEqual(other.ExtendedAttributes.AsSpan())
        && WithoutArrays(one).Equals(WithoutArrays(other));

    private static Inode WithoutArrays(Inode inode) => inode is DirectoryInode directory
        ? directory with { ExtendedAttributes = [], Entries = [] }
        : inode with { ExtendedAttributes = [] };
}
