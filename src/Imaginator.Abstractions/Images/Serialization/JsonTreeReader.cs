using System.Text.Json;
using Imaginator.Files;

namespace Imaginator.Images.Serialization;

/// <summary>Reads trees from JSON.</summary>
internal static class JsonTreeReader
{
    public static FileSystemTree Read(JsonMembers tree)
    {
        var inodes = new Dictionary<ulong, Inode>();
        var items = tree.Require(JsonNames.Inodes);
        if (items.ValueKind != JsonValueKind.Array)
        {
            throw tree.Fault(JsonNames.Inodes, "is not a list");
        }

        foreach (var item in items.EnumerateArray())
        {
            var number = new JsonMembers(item, "an inode").Number(JsonNames.Number);
            if (!inodes.TryAdd(number, ReadInode(new JsonMembers(item, "inode", number))))
            {
                throw tree.Fault(JsonNames.Inodes, $"has the number {number} twice");
            }
        }

        if (ReadInode(new JsonMembers(tree.Require(JsonNames.Root), "the root")) is not DirectoryInode root)
        {
            throw tree.Fault(JsonNames.Root, "is not a directory");
        }

        RequireInodes(root, inodes);
        foreach (var directory in inodes.Values.OfType<DirectoryInode>())
        {
            RequireInodes(directory, inodes);
        }

        return new FileSystemTree
        {
            InodeTable = inodes,
            Root = root,
            NumRegularInodes = tree.Number(JsonNames.NumRegularInodes),
            TotalDataBytes = tree.Number(JsonNames.TotalDataBytes),
            DirectoryCount = tree.Number(JsonNames.DirectoryCount),
        };
    }

    private static void RequireInodes(DirectoryInode directory, Dictionary<ulong, Inode> inodes)
    {
        foreach (var entry in directory.Entries)
        {
            if (!inodes.ContainsKey(entry.InodeNumber))
            {
                throw new ImageFormatException($"a directory refers to inode {entry.InodeNumber}, which does not exist");
            }
        }
    }

    private static Inode ReadInode(JsonMembers inode)
    {
        Inode read = inode.RequiredText(JsonNames.Type) switch
        {
            JsonNames.Regular => ReadRegular(inode),
            JsonNames.Computed => new ComputedRegularInode
            {
                Mode = inode.Mode(JsonNames.Mode),
                Source = inode.RequiredText(JsonNames.Source),
            },
            JsonNames.SymbolicLink => new SymlinkInode { Target = inode.RequiredText(JsonNames.Target) },
            JsonNames.Special => new SpecialInode
            {
                Mode = inode.Mode(JsonNames.Mode),
                MtimeSeconds = inode.SignedNumber(JsonNames.MtimeSeconds),
                MtimeNanoseconds = ReadNanoseconds(inode),
                Rdev = inode.Number(JsonNames.Rdev),
            },
            JsonNames.Directory => new DirectoryInode
            {
                Mode = inode.Mode(JsonNames.Mode),
                Entries = inode.List(JsonNames.Entries, item => ReadEntry(new JsonMembers(item, "an entry"))) ?? [],
            },
            var type => throw inode.Fault(JsonNames.Type, $"is unknown: \"{FileName.ToDisplay(type)}\""),
        };
        return read with
        {
            Uid = inode.SmallNumber(JsonNames.Uid),
            Gid = inode.SmallNumber(JsonNames.Gid),
            ExtendedAttributes =
                inode.List(JsonNames.ExtendedAttributes, item => ReadAttribute(new JsonMembers(item, "an extended attribute"))) ?? [],
        };
    }

    private static RegularInode ReadRegular(JsonMembers inode)
    {
        var (size, hash) = (inode.Number(JsonNames.Size), inode.Hash(JsonNames.Hash) ?? default);
        if (hash.IsZero != (size == 0))
        {
            throw inode.Fault(JsonNames.Size, $"is {size}, which its hash contradicts");
        }

        return new RegularInode
        {
            Mode = inode.Mode(JsonNames.Mode),
            MtimeSeconds = inode.SignedNumber(JsonNames.MtimeSeconds),
            MtimeNanoseconds = ReadNanoseconds(inode),
            Size = size,
            Hash = hash,
        };
    }

    private static int ReadNanoseconds(JsonMembers inode) =>
        inode.Number(JsonNames.MtimeNanoseconds) is var value && value <= int.MaxValue && TreeFormat.IsNanoseconds((long)value)
            ? (int)value
            : throw inode.Fault(JsonNames.MtimeNanoseconds, "is more than 999999999");

    private static DirectoryEntry ReadEntry(JsonMembers entry)
    {
        var name = entry.RequiredText(JsonNames.Name);
        if (TreeRules.FaultOfName(name) is { } fault)
        {
            throw new ImageFormatException($"\"{FileName.ToDisplay(name)}\" is not a valid file name: {fault}");
        }

        _ = entry.Require(JsonNames.Inode);
        return new DirectoryEntry(name, entry.Number(JsonNames.Inode));
    }

    private static ExtendedAttribute ReadAttribute(JsonMembers attribute) =>
        new(attribute.RequiredText(JsonNames.Name), attribute.Bytes(JsonNames.Value));
}
