using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Scanning.Exchange;

/// <summary>Inodes as bytes. What is read is limited in length; <see cref="TreeRules"/> apply to its values.</summary>
internal static class InodeCodec
{
    private const int MaximumAttributes = 64 * 1024; // XATTR_LIST_MAX: each name has at least one byte
    private const int UsualEntries = 1024;

    /// <summary>Writes a directory.</summary>
    public static void WriteDirectory(MessageWriter writer, DirectoryInode directory)
    {
        writer.Write((ulong)directory.Mode);
        WriteOwner(writer, directory);
        writer.Write((ulong)directory.Entries.Length);
        foreach (var entry in directory.Entries)
        {
            writer.Write(entry.Name);
            writer.Write(entry.InodeNumber);
        }
    }

    /// <summary>Reads a directory.</summary>
    /// <param name="maximumEntries">The largest valid number of entries.</param>
    /// <param name="allowance">Counts the extended attributes.</param>
    public static DirectoryInode ReadDirectory(MessageReader reader, ulong maximumEntries, MetadataAllowance allowance)
    {
        var mode = ReadMode(reader);
        var (uid, gid, attributes) = ReadOwner(reader, allowance);
        var count = (int)reader.ReadNumber(Math.Min(maximumEntries, int.MaxValue));
        var entries = ImmutableArray.CreateBuilder<DirectoryEntry>(Math.Min(count, UsualEntries));
        for (var i = 0; i < count; i++)
        {
            entries.Add(new DirectoryEntry(reader.ReadText(TreeRules.MaximumNameLength), reader.ReadNumber(ulong.MaxValue)));
        }

        return new DirectoryInode
        {
            Mode = mode,
            Uid = uid,
            Gid = gid,
            ExtendedAttributes = attributes,
            Entries = entries.DrainToImmutable(),
        };
    }

    /// <summary>Writes a regular file.</summary>
    public static void WriteRegular(MessageWriter writer, RegularInode file)
    {
        writer.Write((ulong)file.Mode);
        WriteOwner(writer, file);
        WriteTime(writer, file.MtimeSeconds, file.MtimeNanoseconds);
        writer.Write(file.Size);
        if (file.Size > 0)
        {
            writer.Write(file.Hash);
        }
    }

    /// <summary>Reads a regular file.</summary>
    /// <param name="allowance">Counts the extended attributes.</param>
    public static RegularInode ReadRegular(MessageReader reader, MetadataAllowance allowance)
    {
        var mode = ReadMode(reader);
        var (uid, gid, attributes) = ReadOwner(reader, allowance);
        var (seconds, nanoseconds) = ReadTime(reader);
        var size = reader.ReadNumber(long.MaxValue);
        return new RegularInode
        {
            Mode = mode,
            Uid = uid,
            Gid = gid,
            ExtendedAttributes = attributes,
            MtimeSeconds = seconds,
            MtimeNanoseconds = nanoseconds,
            Size = size,
            Hash = size > 0 ? reader.ReadHash() : default,
        };
    }

    /// <summary>Writes a symbolic link.</summary>
    public static void WriteSymlink(MessageWriter writer, SymlinkInode link)
    {
        WriteOwner(writer, link);
        writer.Write(link.Target);
    }

    /// <summary>Reads a symbolic link.</summary>
    /// <param name="allowance">Counts the extended attributes and the target.</param>
    public static SymlinkInode ReadSymlink(MessageReader reader, MetadataAllowance allowance)
    {
        var (uid, gid, attributes) = ReadOwner(reader, allowance);
        return new SymlinkInode
        {
            Uid = uid,
            Gid = gid,
            ExtendedAttributes = attributes,
            Target = reader.ReadText(TreeRules.MaximumPathLength, allowance),
        };
    }

    /// <summary>Writes a device or FIFO.</summary>
    public static void WriteSpecial(MessageWriter writer, SpecialInode special)
    {
        writer.Write((ulong)special.Mode);
        WriteOwner(writer, special);
        WriteTime(writer, special.MtimeSeconds, special.MtimeNanoseconds);
        writer.Write(special.Rdev);
    }

    /// <summary>Reads a device or FIFO.</summary>
    /// <param name="allowance">Counts the extended attributes.</param>
    public static SpecialInode ReadSpecial(MessageReader reader, MetadataAllowance allowance)
    {
        var mode = ReadMode(reader);
        var (uid, gid, attributes) = ReadOwner(reader, allowance);
        var (seconds, nanoseconds) = ReadTime(reader);
        return new SpecialInode
        {
            Mode = mode,
            Uid = uid,
            Gid = gid,
            ExtendedAttributes = attributes,
            MtimeSeconds = seconds,
            MtimeNanoseconds = nanoseconds,
            Rdev = reader.ReadNumber(ulong.MaxValue),
        };
    }

    private static uint ReadMode(MessageReader reader) => (uint)reader.ReadNumber(uint.MaxValue);

    private static void WriteTime(MessageWriter writer, long seconds, int nanoseconds)
    {
        writer.Write(seconds);
        writer.Write((ulong)nanoseconds);
    }

    private static (long Seconds, int Nanoseconds) ReadTime(MessageReader reader) =>
        (reader.ReadSignedNumber(), (int)reader.ReadNumber(int.MaxValue));

    private static void WriteOwner(MessageWriter writer, Inode inode)
    {
        writer.Write((ulong)inode.Uid);
        writer.Write((ulong)inode.Gid);
        writer.Write((ulong)inode.ExtendedAttributes.Length);
        foreach (var attribute in inode.ExtendedAttributes)
        {
            writer.Write(attribute.Name);
            writer.Write(attribute.Value.Span);
        }
    }

    private static (uint Uid, uint Gid, ImmutableArray<ExtendedAttribute> Attributes) ReadOwner(
        MessageReader reader, MetadataAllowance allowance)
    {
        var uid = (uint)reader.ReadNumber(uint.MaxValue);
        var gid = (uint)reader.ReadNumber(uint.MaxValue);
        var count = (int)reader.ReadNumber(MaximumAttributes);
        if (count == 0)
        {
            return (uid, gid, []);
        }

        var attributes = ImmutableArray.CreateBuilder<ExtendedAttribute>();
        for (var i = 0; i < count; i++)
        {
            allowance.Use(TreeRules.AttributeOverhead);
            attributes.Add(new ExtendedAttribute(
                reader.ReadText(TreeRules.MaximumNameLength, allowance),
                reader.ReadBytes(TreeRules.MaximumAttributeLength, allowance)));
        }

        return (uid, gid, attributes.DrainToImmutable());
    }
}
