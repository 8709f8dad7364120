using System.Buffers.Binary;
using Imaginator.Files;
using Tmds.Linux;

namespace Imaginator.Linux.Trees;

public sealed unsafe partial class DirectoryHandle
{
    private const int EntriesBufferLength = 32 * 1024;

    // struct linux_dirent64: ino 8, off 8, reclen 2, type 1, name.
    private const int RecordLengthOffset = 16;
    private const int NameOffset = 19;

    /// <summary>Lists the names in the directory, without <c>.</c> and <c>..</c>, in the byte order of the names.</summary>
    public List<string> ReadEntries()
    {
        NativeCall.ThrowIfFailed((int)(long)LibC.lseek(Descriptor, 0, 0), "lseek", DisplayPath);
        var names = new List<string>();
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(EntriesBufferLength);
        try
        {
            fixed (byte* pointer = buffer)
            {
                while (true)
                {
                    var length = (int)NativeCall.Syscall(
                        SyscallNumbers.Getdents64, Descriptor, (nint)pointer, EntriesBufferLength);
                    NativeCall.ThrowIfFailed(length, "getdents64", DisplayPath);
                    if (length == 0)
                    {
                        break;
                    }

                    AddNames(buffer.AsSpan(0, length), names);
                }
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }

        names.Sort(FileName.BytewiseComparer);
        return names;
    }

    private static void AddNames(ReadOnlySpan<byte> records, List<string> names)
    {
        while (!records.IsEmpty)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(records[RecordLengthOffset..]);
            var name = records[NameOffset..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                names.Add(FileName.Decode(name));
            }

            records = records[length..];
        }
    }
}
