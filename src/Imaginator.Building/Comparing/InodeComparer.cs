using Imaginator.Images;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Comparing;

/// <summary>Finds the differences between two inodes.</summary>
internal static class InodeComparer
{
    public static FileChanges Compare(Inode before, Inode after)
    {
        var own = (before, after) switch
        {
            (RegularInode one, RegularInode other) =>
                If(one.Hash != other.Hash || one.Size != other.Size, FileChanges.Contents)
                | Mode(one.Mode, other.Mode)
                | Time((one.MtimeSeconds, one.MtimeNanoseconds), (other.MtimeSeconds, other.MtimeNanoseconds)),
            (DirectoryInode one, DirectoryInode other) => Mode(one.Mode, other.Mode),
            (SymlinkInode one, SymlinkInode other) => If(one.Target != other.Target, FileChanges.Target),
            (ComputedRegularInode one, ComputedRegularInode other) =>
                If(one.Source != other.Source, FileChanges.Source) | Mode(one.Mode, other.Mode),
            (SpecialInode one, SpecialInode other) =>
                If(one.Rdev != other.Rdev, FileChanges.Device)
                | Mode(one.Mode, other.Mode)
                | Time((one.MtimeSeconds, one.MtimeNanoseconds), (other.MtimeSeconds, other.MtimeNanoseconds)),
            _ => FileChanges.Type,
        };
        return (own & FileChanges.Type) != 0
            ? FileChanges.Type
            : own
            | If((before.Uid, before.Gid) != (after.Uid, after.Gid), FileChanges.Owner)
            | If(
                !InodeAttributes.ContentOf(before).AsSpan().SequenceEqual(InodeAttributes.ContentOf(after).AsSpan()),
                FileChanges.ExtendedAttributes);
    }

    private static FileChanges If(bool differs, FileChanges change) => differs ? change : FileChanges.None;

    // Device and FIFO are both special: their type is in the mode.
    private static FileChanges Mode(uint before, uint after) =>
        (before & 0xF000) != (after & 0xF000) ? FileChanges.Type : If(before != after, FileChanges.Mode);

    private static FileChanges Time((long, int) before, (long, int) after) => If(before != after, FileChanges.ModificationTime);
}
