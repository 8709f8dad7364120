using Imaginator.Images;

namespace Imaginator.Building.Scanning.Inodes;

/// <summary>
/// Compares inodes of different trees by value. Ignores the entries of directories, because inode numbers differ between trees.
/// </summary>
internal static class InodeEquality
{
    public static bool AreEqual(Inode one, Inode other) => one is DirectoryInode directory && other is DirectoryInode counterpart
        ? (directory with { Entries = [] }).Equals(counterpart with { Entries = [] })
        : one.Equals(other);
}
