using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.SourceTrees;

/// <summary>
/// A digest of everything that unpacking makes of an image's tree. Trees have equal digests if they are
/// indistinguishable when unpacked; the numbers of their inodes do not matter.
/// </summary>
internal sealed class TreeDigest : IDisposable
{
    /// <summary>The length of a digest in characters.</summary>
    public const int Length = 64;

    // Part of the hashed data: must be increased with each change of unpacking or of the hashed data.
    private const int Version = 2;
    private const int BufferLength = 32 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly FileSystemTree _tree;
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly Queue<DirectoryInode> _pending = new();
    private int _used;

    private TreeDigest(FileSystemTree tree) => _tree = tree;

    /// <summary>Computes the digest of a tree that has been validated or scanned.</summary>
    /// <returns>The digest: 64 hexadecimal digits.</returns>
    public static string Compute(FileSystemTree tree)
    {
        using var digest = new TreeDigest(tree);
        return digest.Compute();
    }

    /// <summary>Whether a name could be a digest.</summary>
    public static bool IsDigest(string name) =>
        name.Length == Length && name.All(char.IsAsciiHexDigitLower);

    public void Dispose() => _hash.Dispose();

    private string Compute()
    {
        Add(Version);
        Add(_tree.Root);
        while (_pending.TryDequeue(out var directory))
        {
            Add(directory.Entries.Length);
            foreach (var entry in Sorted(directory.Entries))
            {
                Add(entry.Name);
                if (_numbers.TryGetValue(entry.InodeNumber, out var known))
                {
                    // Another name of something.
                    Add(known);
                }
                else
                {
                    _numbers.Add(entry.InodeNumber, _numbers.Count);
                    Add(_tree.InodeTable[entry.InodeNumber]);
                }
            }
        }

        Flush();
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest);
    }

    private static ImmutableArray<DirectoryEntry> Sorted(ImmutableArray<DirectoryEntry> entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            if (FileName.BytewiseComparer.Compare(entries[i - 1].Name, entries[i].Name) > 0)
            {
                return entries.Sort((one, other) => FileName.BytewiseComparer.Compare(one.Name, other.Name));
            }
        }

        return entries;
    }

    private void Add(Inode inode)
    {
        // Negative, so that it differs from a number.
        switch (inode)
        {
            case DirectoryInode directory:
                Add(-1);
                Add((int)directory.Mode);
                _pending.Enqueue(directory);
                break;
            case RegularInode file:
                AddFile(file.Mode, file.MtimeSeconds, file.MtimeNanoseconds);
                Add((long)file.Size);
                Add(file.Hash.AsSpan());
                break;
            case ComputedRegularInode computed:
                // An empty file from the beginning of time, see InodeMaker.
                AddFile(computed.Mode, 0, 0);
                Add(0L);
                Add(default(ObjectHash).AsSpan());
                break;
            case SymlinkInode link:
                Add(-3);
                Add(link.Target);
                break;
            case SpecialInode special:
                Add(-4);
                Add((int)special.Mode);
                Add(special.MtimeSeconds);
                Add(special.MtimeNanoseconds);

                // Only devices have a number.
                var isDevice = (FileType)(special.Mode & (uint)FileType.Mask) is FileType.CharacterDevice or FileType.BlockDevice;
                Add(isDevice ? (long)special.Rdev : 0);
                break;
            default:
                throw new InvalidOperationException($"unknown kind of inode: {inode.GetType().Name}");
        }

        Add((int)inode.Uid);
        Add((int)inode.Gid);
        var attributes = InodeAttributes.ContentOf(inode);
        Add(attributes.Length);
        foreach (var attribute in attributes.OrderBy(attribute => attribute.Name, FileName.BytewiseComparer))
        {
            Add(attribute.Name);
            Add(attribute.Value.Length);
            Add(attribute.Value.Span);
        }
    }

    private void AddFile(uint mode, long mtimeSeconds, int mtimeNanoseconds)
    {
        Add(-2);
        Add((int)mode);
        Add(mtimeSeconds);
        Add(mtimeNanoseconds);
    }

    // Zero-terminated: names have no zeros.
    private void Add(string name)
    {
        var needed = FileName.GetMaxByteCount(name) + 1;
        Span<byte> encoded = needed <= 512 ? stackalloc byte[512] : new byte[needed];
        var length = FileName.Encode(name, encoded);
        encoded[length] = 0;
        Add(encoded[..(length + 1)]);
    }

    private void Add(int number)
    {
        Reserve(sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_used), number);
        _used += sizeof(int);
    }

    private void Add(long number)
    {
        Reserve(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_used), number);
        _used += sizeof(long);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        if (bytes.Length > _buffer.Length)
        {
            _hash.AppendData(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private void Reserve(int length)
    {
        if (length > _buffer.Length - _used)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _used);
        _used = 0;
    }
}
