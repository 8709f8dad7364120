using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Imaginator.Files;

namespace Imaginator.Images.Serialization;

/// <summary>
/// Reads trees. Its memory use is limited to a small multiple of the length of the tree. Every member throws
/// <see cref="ImageFormatException"/> for invalid bytes.
/// </summary>
internal sealed class TreeReader
{
    private readonly RecordReader _input;
    private readonly ulong _inodeCount;
    private readonly ulong _numRegularInodes;
    private readonly ulong _totalDataBytes;
    private readonly ulong _directoryCount;

    /// <summary>Reads the header and the object table.</summary>
    public TreeReader(RecordReader input)
    {
        _input = input;
        if (!input.ReadRaw(TreeFormat.Magic.Length).SequenceEqual(TreeFormat.Magic))
        {
            ImageFormatException.Throw("it is not a file-system tree of a known version");
        }

        var objectCount = input.ReadUInt64();
        _inodeCount = input.ReadUInt64();
        _numRegularInodes = input.ReadUInt64();
        _totalDataBytes = input.ReadUInt64();
        _directoryCount = input.ReadUInt64();
        var objects = new ObjectEntry[input.CheckCount(objectCount, TreeFormat.ObjectEntryLength)];
        foreach (ref var entry in objects.AsSpan())
        {
            entry = new ObjectEntry(input.ReadHash(), input.ReadUInt64());
            if (entry.Size == 0 || entry.Hash.IsZero)
            {
                ImageFormatException.Throw("it refers to an empty object");
            }
        }

        Objects = objects;
    }

    /// <summary>The objects that the tree refers to, each once.</summary>
    public IReadOnlyList<ObjectEntry> Objects { get; }

    /// <summary>Reads the inodes.</summary>
    public FileSystemTree ReadTree()
    {
        var count = _input.CheckCount(_inodeCount, TreeFormat.MinimumInodeLength);
        var inodes = new Dictionary<ulong, Inode>(count);
        ulong number = 0;
        for (var index = 0; index < count; index++)
        {
            var step = _input.ReadVarint();
            if ((step == 0 && index > 0) || number + step < number)
            {
                ImageFormatException.Throw("the inodes are out of order");
            }

            number += step;
            inodes.Add(number, ReadInode());
        }

        if (ReadInode() is not DirectoryInode root)
        {
            return ImageFormatException.Throw<FileSystemTree>("the root is not a directory");
        }

        _input.ExpectEnd();
        CheckEntries(root, inodes);
        foreach (var inode in inodes.Values)
        {
            CheckEntries(inode as DirectoryInode, inodes);
        }

        return new FileSystemTree
        {
            InodeTable = inodes,
            Root = root,
            NumRegularInodes = _numRegularInodes,
            TotalDataBytes = _totalDataBytes,
            DirectoryCount = _directoryCount,
        };
    }

    private static void CheckEntries(DirectoryInode? directory, Dictionary<ulong, Inode> inodes)
    {
        foreach (var entry in directory?.Entries ?? [])
        {
            if (!inodes.ContainsKey(entry.InodeNumber))
            {
                ImageFormatException.Throw($"a directory refers to inode {entry.InodeNumber}, which does not exist");
            }
        }
    }

    private Inode ReadInode()
    {
        var head = _input.ReadByte();
        var (uid, gid) = (head & TreeFormat.HasOwner) != 0 ? (_input.ReadUInt32(), _input.ReadUInt32()) : (0u, 0u);
        var attributes = (head & TreeFormat.HasAttributes) != 0 ? ReadAttributes() : [];
        Inode inode = (InodeKind)(head & ~(TreeFormat.HasOwner | TreeFormat.HasAttributes)) switch
        {
            InodeKind.Regular => ReadRegular(),
            InodeKind.Computed => new ComputedRegularInode { Mode = _input.ReadUInt32(), Source = _input.ReadText() },
            InodeKind.SymbolicLink => new SymlinkInode { Target = _input.ReadText() },
            InodeKind.Special => new SpecialInode
            {
                Mode = _input.ReadUInt32(),
                MtimeSeconds = _input.ReadSigned(),
                MtimeNanoseconds = ReadNanoseconds(),
                Rdev = _input.ReadVarint(),
            },
            InodeKind.Directory => new DirectoryInode { Mode = _input.ReadUInt32(), Entries = ReadEntries() },
            var kind => ImageFormatException.Throw<Inode>($"an inode has the unknown kind {(int)kind}"),
        };
        return uid == 0 && gid == 0 && attributes.IsEmpty
            ? inode
            : inode with { Uid = uid, Gid = gid, ExtendedAttributes = attributes };
    }

    private RegularInode ReadRegular()
    {
        var (mode, seconds, nanoseconds) = (_input.ReadUInt32(), _input.ReadSigned(), ReadNanoseconds());
        var reference = _input.ReadVarint();
        if (reference > (ulong)Objects.Count)
        {
            ImageFormatException.Throw($"an inode refers to object {reference} of {Objects.Count}");
        }

        var entry = reference == 0 ? default : Objects[(int)reference - 1];
        return new RegularInode
        {
            Mode = mode, MtimeSeconds = seconds, MtimeNanoseconds = nanoseconds, Size = entry.Size, Hash = entry.Hash,
        };
    }

    private int ReadNanoseconds()
    {
        var value = _input.ReadUInt32();
        return TreeFormat.IsNanoseconds(value) ? (int)value : ImageFormatException.Throw<int>("a time has more than 999999999 ns");
    }

    private ImmutableArray<ExtendedAttribute> ReadAttributes()
    {
        var attributes = new ExtendedAttribute[_input.ReadCount(TreeFormat.MinimumAttributeLength)];
        foreach (ref var attribute in attributes.AsSpan())
        {
            attribute = new ExtendedAttribute(_input.ReadText(), _input.ReadBytes().ToArray());
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(attributes);
    }

    private ImmutableArray<DirectoryEntry> ReadEntries()
    {
        var entries = new DirectoryEntry[_input.ReadCount(TreeFormat.MinimumEntryLength)];
        foreach (ref var entry in entries.AsSpan())
        {
            var name = _input.ReadBytes();
            if (!TreeFormat.IsFileName(name))
            {
                ImageFormatException.Throw("a directory contains an invalid file name");
            }

            entry = new DirectoryEntry(FileName.Decode(name), _input.ReadVarint());
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(entries);
    }
}
