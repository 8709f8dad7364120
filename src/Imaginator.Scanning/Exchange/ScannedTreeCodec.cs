using System.Diagnostics;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Quantities;
using Imaginator.Scanning.Inodes;
using Imaginator.Scanning.Overlays;

namespace Imaginator.Scanning.Exchange;

/// <summary>The result of a scan. Inodes that are those of the source image are sent as their numbers there.</summary>
internal static class ScannedTreeCodec
{
    private enum Kind : byte
    {
        OfSource = 0,
        Regular = 1,
        Directory = 2,
        Symlink = 3,
        Special = 4,
    }

    /// <summary>Writes a tree.</summary>
    /// <param name="source">What <see cref="SourceTreeCodec"/> has read; null for a full scan.</param>
    public static void Write(MessageWriter writer, FileSystemTree tree, FileSystemTree? source)
    {
        var known = NumbersOf(source);
        writer.Write((ulong)tree.InodeTable.Count);
        foreach (var inode in tree.InodeTable.Values)
        {
            Write(writer, inode, known);
        }

        InodeCodec.WriteDirectory(writer, tree.Root);
    }

    /// <summary>Reads a tree. Its structure is not checked.</summary>
    /// <param name="source">The complete source image; null for a full scan.</param>
    /// <param name="objects">The objects that were received before, and their lengths; the tree can refer to no others.</param>
    /// <param name="limits">The limits of the image.</param>
    /// <exception cref="MessageException">That is not a tree within the limits.</exception>
    /// <exception cref="ScanException">With the inodes of the source image, extended attributes and link targets are too long.</exception>
    public static FileSystemTree Read(
        MessageReader reader, FileSystemTree? source, IReadOnlyDictionary<ObjectHash, long> objects, ScanLimits limits)
    {
        var count = (int)reader.ReadNumber((ulong)Math.Min(limits.Files, Array.MaxLength));
        var entries = new EntryCount((ulong)limits.Names, (ulong)count);
        var allowance = new MetadataAllowance(TreeRules.MaximumMetadataLength);
        var inodes = new List<Inode>();
        var metadataLength = 0L;
        for (var i = 0; i < count; i++)
        {
            var inode = Read(reader, source, objects, entries, allowance);
            metadataLength += TreeRules.MetadataLength(inode);
            inodes.Add(inode);
        }

        var root = entries.ReadDirectory(reader, allowance);
        if (metadataLength + TreeRules.MetadataLength(root) > TreeRules.MaximumMetadataLength)
        {
            // The scanner process does not have the attributes and link targets of the source image.
            throw ScanBudget.TooMuchMetadata();
        }

        var tree = FileSystemTrees.Create(root, new InodeTable([.. inodes]));
        return tree.TotalDataBytes <= (ulong)limits.Bytes
            ? tree
            : throw new MessageException($"the files have more than {ByteSize.Describe(limits.Bytes)}");
    }

    private static void Write(MessageWriter writer, Inode inode, Dictionary<Inode, ulong> known)
    {
        if (known.TryGetValue(inode, out var number))
        {
            WriteKind(Kind.OfSource);
            writer.Write(number);
            return;
        }

        switch (inode)
        {
            case RegularInode regular:
                WriteKind(Kind.Regular);
                InodeCodec.WriteRegular(writer, regular);
                break;
            case DirectoryInode directory:
                WriteKind(Kind.Directory);
                InodeCodec.WriteDirectory(writer, directory);
                break;
            case SymlinkInode link:
                WriteKind(Kind.Symlink);
                InodeCodec.WriteSymlink(writer, link);
                break;
            case SpecialInode special:
                WriteKind(Kind.Special);
                InodeCodec.WriteSpecial(writer, special);
                break;
            default:
                throw new UnreachableException();
        }

        void WriteKind(Kind kind) => writer.Write((byte)kind);
    }

    private static Inode Read(
        MessageReader reader,
        FileSystemTree? source,
        IReadOnlyDictionary<ObjectHash, long> objects,
        EntryCount entries,
        MetadataAllowance allowance) =>
        (Kind)reader.ReadByte() switch
        {
            Kind.OfSource => OfSource(source, reader.ReadNumber(ulong.MaxValue)),
            Kind.Regular => Known(InodeCodec.ReadRegular(reader, allowance), objects),
            Kind.Directory => entries.ReadDirectory(reader, allowance),
            Kind.Symlink => InodeCodec.ReadSymlink(reader, allowance),
            Kind.Special => InodeCodec.ReadSpecial(reader, allowance),
            var other => throw new MessageException($"{(byte)other} is not a kind of inode"),
        };

    private static Inode OfSource(FileSystemTree? source, ulong number) =>
        source is not null && source.InodeTable.TryGetValue(number, out var inode) && inode is not DirectoryInode
            ? SourceInodes.AsScanned(inode)
            : throw new MessageException($"the source image has no file {number}");

    private static RegularInode Known(RegularInode file, IReadOnlyDictionary<ObjectHash, long> objects) =>
        file.Size == 0 || (objects.TryGetValue(file.Hash, out var length) && length == (long)file.Size)
            ? file
            : throw new MessageException($"object {file.Hash} was not sent before the tree");

    private static Dictionary<Inode, ulong> NumbersOf(FileSystemTree? source)
    {
        var numbers = new Dictionary<Inode, ulong>(source?.InodeTable.Count ?? 0, ReferenceEqualityComparer.Instance);
        foreach (var (number, inode) in source?.InodeTable ?? new Dictionary<ulong, Inode>())
        {
            if (inode is not DirectoryInode)
            {
                numbers.Add(inode, number);
            }
        }

        return numbers;
    }

    /// <summary>Reads directories as long as all of them together are not too large.</summary>
    private sealed class EntryCount(ulong maximum, ulong inodes)
    {
        private ulong _rest = maximum;
        private long _namesLength;

        public DirectoryInode ReadDirectory(MessageReader reader, MetadataAllowance allowance)
        {
            var directory = InodeCodec.ReadDirectory(reader, _rest, allowance);
            _rest -= (ulong)directory.Entries.Length;
            for (var i = 0; i < directory.Entries.Length; i++)
            {
                var (name, number) = directory.Entries[i];
                _namesLength += name.Length;
                if (number == 0 || number > inodes)
                {
                    throw new MessageException($"a name refers to inode {number}, which does not exist");
                }

                if (i > 0 && FileName.BytewiseComparer.Compare(directory.Entries[i - 1].Name, name) >= 0)
                {
                    throw new MessageException("the names of a directory are not in their order");
                }
            }

            return _namesLength <= TreeRules.MaximumNamesLength
                ? directory
                : throw new MessageException("the names are too long");
        }
    }
}
