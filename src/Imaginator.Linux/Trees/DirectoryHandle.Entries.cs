using System.Buffers;
using System.Buffers.Binary;
using Imaginator.Files;
using Tmds.Linux;

namespace Imaginator.Linux.Trees;

public sealed unsafe partial class DirectoryHandle
{
    private const int EntriesBufferLength = 32 * 1024;

    // struct linux_dirent64: ino 8, off 8, reclen 2, type 1, name.
    private const int PositionOffset = 8;
    private const int RecordLengthOffset = 16;
    private const int NameOffset = 19;

    /// <summary>Lists the names in the directory, without <c>.</c> and <c>..</c>, in the byte order of the names.</summary>
    /// <remarks>All names are in memory. For directories that builds fill, use the overload with a limit.</remarks>
    public List<string> ReadEntries() => ReadEntries(long.MaxValue, long.MaxValue);

    /// <summary>Lists the names in the directory, without <c>.</c> and <c>..</c>, in the byte order of the names.</summary>
    /// <param name="maximumNames">The number of names after which the list ends: it has more names then.</param>
    /// <param name="maximumLength">The sum of the lengths of names after which the list ends: its sum is larger then.</param>
    public List<string> ReadEntries(long maximumNames, long maximumLength)
    {
        Seek(0);
        var names = new List<string>();
        var length = 0L;
        while (names.Count <= maximumNames && length <= maximumLength && ReadNextEntries() is { Count: > 0 } next)
        {
            foreach (var entry in next)
            {
                names.Add(entry.Name);
                length += entry.Name.Length;
            }
        }

        names.Sort(FileName.BytewiseComparer);
        return names;
    }

    /// <summary>Whether the directory has entries.</summary>
    public bool HasEntries()
    {
        Seek(0);
        while (true)
        {
            var next = ReadNextEntries(out var isAtEnd);
            if (next.Count > 0 || isAtEnd)
            {
                return next.Count > 0;
            }
        }
    }

    /// <summary>Moves to the position of a name that was listed; 0 is the start.</summary>
    internal void Seek(long position) =>
        NativeCall.ThrowIfFailed((long)LibC.lseek(Descriptor, position, 0) < 0 ? -1 : 0, "lseek", DisplayPath);

    /// <summary>Lists the next names in the order of the directory: as many as fit into one buffer; none at the end.</summary>
    internal List<ListedName> ReadNextEntries()
    {
        while (true)
        {
            var names = ReadNextEntries(out var isAtEnd);
            if (names.Count > 0 || isAtEnd)
            {
                return names;
            }
        }
    }

    private List<ListedName> ReadNextEntries(out bool isAtEnd)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(EntriesBufferLength);
        try
        {
            fixed (byte* pointer = buffer)
            {
                var length = (int)NativeCall.Syscall(
                    SyscallNumbers.Getdents64, Descriptor, (nint)pointer, EntriesBufferLength);
                if (length < 0 && NativeCall.LastError == Errno.ENOENT)
                {
                    // The directory has been removed: it is empty.
                    isAtEnd = true;
                    return [];
                }

                NativeCall.ThrowIfFailed(length, "getdents64", DisplayPath);
                isAtEnd = length == 0;
                return ToNames(buffer.AsSpan(0, length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static List<ListedName> ToNames(ReadOnlySpan<byte> records)
    {
        var names = new List<ListedName>();
        while (!records.IsEmpty)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(records[RecordLengthOffset..]);
            var next = BinaryPrimitives.ReadInt64LittleEndian(records[PositionOffset..]);
            var name = records[NameOffset..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                names.Add(new ListedName(FileName.Decode(name), next));
            }

            records = records[length..];
        }

        return names;
    }
}
