using Imaginator.Images;

namespace Imaginator.Scanning.Inodes;

/// <summary>
/// Compares inodes of different trees by value. Ignores the entries of directories, because inode numbers differ between
/// trees, and extended attributes that do not belong to the content.
/// </summary>
public static class InodeEquality
{
    public static bool AreEqual(Inode one, Inode other) => one is DirectoryInode directory && other is DirectoryInode counterpart
        ? AreEqualWithContent(directory with { Entries = [] }, counterpart with { Entries = [] })
        : AreEqualWithContent(one, other);

    private static bool AreEqualWithContent(Inode one, Inode other) =>
        one.Equals(other) || (HaveAttributes(one, other)
            && InodeAttributes.WithContentOnly(one).Equals(InodeAttributes.WithContentOnly(other)));

    private static bool HaveAttributes(Inode one, Inode other) =>
        one.ExtendedAttributes.Length + other.ExtendedAttributes.Length > 0;
}
