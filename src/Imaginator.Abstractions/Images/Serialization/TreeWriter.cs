using Imaginator.Files;

namespace Imaginator.Images.Serialization;

/// <summary>
/// Writes trees. Equal trees give equal bytes: inodes are in the order of their numbers, and objects in the order of their
/// first use. Rejects trees that the format cannot represent with <see cref="ImageFormatException"/>; the rules of images are the
/// concern of the caller.
/// </summary>
internal sealed class TreeWriter
{
    private readonly RecordWriter _output;
    private readonly FileSystemTree _tree;
    private readonly ulong[] _numbers;
    private readonly Dictionary<ObjectHash, int> _objectIndexes;
    private readonly List<ObjectEntry> _objects;
    private readonly HashSet<ulong> _usedOnce = [];

    private TreeWriter(RecordWriter output, FileSystemTree tree)
    {
        _output = output;
        _tree = tree;
        _numbers = [.. tree.InodeTable.Keys];
        Array.Sort(_numbers);

        // With millions of objects, growing tables would double the memory use. The declared number can be wrong.
        var capacity = (int)Math.Min(tree.NumRegularInodes, (ulong)_numbers.Length);
        _objectIndexes = new Dictionary<ObjectHash, int>(capacity);
        _objects = new List<ObjectEntry>(capacity);
    }

    /// <summary>Writes a tree. Returns the objects that the tree refers to, each once.</summary>
    public static IReadOnlyList<ObjectEntry> Write(RecordWriter output, FileSystemTree tree)
    {
        var writer = new TreeWriter(output, tree);
        writer.CollectObjects();
        writer.WriteHeader();
        writer.WriteInodes();
        writer.WriteDirectory(tree.Root, "/");
        return writer._objects;
    }

    private void CollectObjects()
    {
        foreach (var number in _numbers)
        {
            if (_tree.InodeTable[number] is not RegularInode file)
            {
                continue;
            }

            if (file.Hash.IsZero != (file.Size == 0))
            {
                ImageFormatException.Throw($"inode {number} has the length {file.Size}, but the hash {file.Hash}");
            }

            if (file.Size == 0)
            {
                continue;
            }

            if (_objectIndexes.TryAdd(file.Hash, _objects.Count))
            {
                _objects.Add(new ObjectEntry(file.Hash, file.Size));
            }
            else if (_objects[_objectIndexes[file.Hash]].Size is var size && size != file.Size)
            {
                ImageFormatException.Throw($"inode {number} declares the length {file.Size} for object {file.Hash}, but another inode declares {size}");
            }
        }
    }

    private void WriteHeader()
    {
        _output.WriteRaw(TreeFormat.Magic);
        _output.WriteUInt64((ulong)_objects.Count);
        _output.WriteUInt64((ulong)_numbers.Length);
        _output.WriteUInt64(_tree.NumRegularInodes);
        _output.WriteUInt64(_tree.TotalDataBytes);
        _output.WriteUInt64(_tree.DirectoryCount);
        foreach (var entry in _objects)
        {
            _output.WriteHash(entry.Hash);
            _output.WriteUInt64(entry.Size);
        }
    }

    private void WriteInodes()
    {
        ulong previous = 0;
        foreach (var number in _numbers)
        {
            _output.WriteVarint(number - previous);
            previous = number;
            WriteInode(_tree.InodeTable[number], $"inode {number}");
        }
    }

    private void WriteInode(Inode inode, string where)
    {
        switch (inode)
        {
            case RegularInode file:
                WriteCommon(InodeKind.Regular, inode);
                _output.WriteVarint(file.Mode);
                WriteTime(file.MtimeSeconds, file.MtimeNanoseconds, where);
                _output.WriteVarint(file.Size == 0 ? 0 : (ulong)_objectIndexes[file.Hash] + 1);
                break;
            case ComputedRegularInode computed:
                WriteCommon(InodeKind.Computed, inode);
                _output.WriteVarint(computed.Mode);
                _output.WriteText(computed.Source);
                break;
            case SymlinkInode link:
                WriteCommon(InodeKind.SymbolicLink, inode);
                _output.WriteText(link.Target);
                break;
            case SpecialInode special:
                WriteCommon(InodeKind.Special, inode);
                _output.WriteVarint(special.Mode);
                WriteTime(special.MtimeSeconds, special.MtimeNanoseconds, where);
                _output.WriteVarint(special.Rdev);
                break;
            case DirectoryInode directory:
                WriteDirectory(directory, where);
                break;
            default:
                ImageFormatException.Throw($"{where} has the unknown kind {inode.GetType().Name}");
                break;
        }
    }

    private void WriteDirectory(DirectoryInode directory, string where)
    {
        WriteCommon(InodeKind.Directory, directory);
        _output.WriteVarint(directory.Mode);
        _output.WriteVarint((ulong)directory.Entries.Length);
        string? previous = null;
        foreach (var (name, number) in directory.Entries)
        {
            if (previous is not null && FileName.BytewiseComparer.Compare(previous, name) >= 0)
            {
                ImageFormatException.Throw($"{where}: \"{FileName.ToDisplay(name)}\" is out of order or occurs twice");
            }

            if (!_tree.InodeTable.TryGetValue(number, out var inode))
            {
                ImageFormatException.Throw($"{where}: \"{FileName.ToDisplay(name)}\" is inode {number}, which does not exist");
            }

            if (inode is DirectoryInode or ComputedRegularInode && !_usedOnce.Add(number))
            {
                ImageFormatException.Throw($"{where}: \"{FileName.ToDisplay(name)}\" is a second name of inode {number}, which can have only one");
            }

            WriteName(name, where);
            _output.WriteVarint(number);
            previous = name;
        }
    }

    private void WriteName(string name, string where)
    {
        var bytes = FileName.Encode(name);
        if (!TreeFormat.IsFileName(bytes))
        {
            ImageFormatException.Throw($"{where}: \"{FileName.ToDisplay(name)}\" is not a valid file name");
        }

        _output.WriteBytes(bytes);
    }

    private void WriteCommon(InodeKind kind, Inode inode)
    {
        var attributes = inode.ExtendedAttributes;
        var hasOwner = inode.Uid != 0 || inode.Gid != 0;
        _output.WriteByte((byte)(
            (byte)kind
            | (hasOwner ? TreeFormat.HasOwner : 0)
            | (attributes.Length > 0 ? TreeFormat.HasAttributes : 0)));
        if (hasOwner)
        {
            _output.WriteVarint(inode.Uid);
            _output.WriteVarint(inode.Gid);
        }

        if (attributes.Length > 0)
        {
            _output.WriteVarint((ulong)attributes.Length);
            foreach (var attribute in attributes)
            {
                _output.WriteText(attribute.Name);
                _output.WriteBytes(attribute.Value.Span);
            }
        }
    }

    private void WriteTime(long seconds, int nanoseconds, string where)
    {
        if (!TreeFormat.IsNanoseconds(nanoseconds))
        {
            ImageFormatException.Throw($"{where} has a modification time with {nanoseconds} ns");
        }

        _output.WriteSigned(seconds);
        _output.WriteVarint((ulong)nanoseconds);
    }
}
