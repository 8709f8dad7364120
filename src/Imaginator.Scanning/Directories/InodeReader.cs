using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Scanning.Directories;

/// <summary>Reads inodes without entries and without contents to hash.</summary>
internal static class InodeReader
{
    public static Inode Read(DirectoryHandle directory, string name, FileStatus status)
    {
        var attributes = directory.GetExtendedAttributes(name);
        return status.Type switch
        {
            FileType.Regular => ToRegular(status, attributes),
            FileType.SymbolicLink => new SymlinkInode
            {
                Uid = status.Uid,
                Gid = status.Gid,
                ExtendedAttributes = attributes,
                Target = directory.ReadSymbolicLink(name),
            },
            _ => new SpecialInode
            {
                Mode = status.Mode,
                Uid = status.Uid,
                Gid = status.Gid,
                ExtendedAttributes = attributes,
                MtimeSeconds = status.MtimeSeconds,
                MtimeNanoseconds = status.MtimeNanoseconds,
                Rdev = status.Rdev,
            },
        };
    }

    /// <summary>A directory without its entries.</summary>
    public static DirectoryInode ReadDirectory(DirectoryHandle directory)
    {
        var status = directory.GetStatus();
        return new DirectoryInode
        {
            Mode = status.Mode,
            Uid = status.Uid,
            Gid = status.Gid,
            ExtendedAttributes = directory.GetExtendedAttributes(),
            Entries = [],
        };
    }

    public static RegularInode ToRegular(FileStatus status, ImmutableArray<ExtendedAttribute> attributes) => new()
    {
        Mode = status.Mode,
        Uid = status.Uid,
        Gid = status.Gid,
        ExtendedAttributes = attributes,
        MtimeSeconds = status.MtimeSeconds,
        MtimeNanoseconds = status.MtimeNanoseconds,
        Size = (ulong)status.Size,
    };
}
