using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Imaginator.Images;

namespace Imaginator.Protocol.Tests.Trees;

/// <summary>Image trees of any size that look like those of a distribution.</summary>
internal static class SampleTrees
{
    private const int FilesPerDirectory = 25;

    public static FileSystemTree Create(int inodes)
    {
        var table = new Dictionary<ulong, Inode>(inodes);
        var directories = new List<DirectoryEntry>();
        var files = 0UL;
        var number = 0UL;
        while (table.Count < inodes)
        {
            var entries = ImmutableArray.CreateBuilder<DirectoryEntry>(FilesPerDirectory);
            var directory = ++number;
            for (var i = 0; i < FilesPerDirectory; i++)
            {
                table[++number] = i % 10 == 9 ? new SymlinkInode { Target = $"../lib/target-{number}.so.1" } : CreateFile(number);
                files += i % 10 == 9 ? 0u : 1u;
                entries.Add(new DirectoryEntry(string.Create(CultureInfo.InvariantCulture, $"some-file-{number:D9}.conf"), number));
            }

            table[directory] = new DirectoryInode { Mode = 0x41ED, Entries = entries.MoveToImmutable() };
            directories.Add(new DirectoryEntry(string.Create(CultureInfo.InvariantCulture, $"directory-{directory:D9}"), directory));
        }

        return new FileSystemTree
        {
            InodeTable = table,
            Root = new DirectoryInode { Mode = 0x41ED, Entries = [.. directories] },
            NumRegularInodes = files,
            TotalDataBytes = files * 4321,
            DirectoryCount = (ulong)directories.Count + 1,
        };
    }

    private static RegularInode CreateFile(ulong number)
    {
        Span<byte> hash = stackalloc byte[ObjectHash.Length];
        SHA512.HashData(BitConverter.GetBytes(number), hash);
        return new RegularInode
        {
            Mode = 0x81A4,
            MtimeSeconds = 1_700_000_000 + (long)number,
            MtimeNanoseconds = 123_456_789,
            Size = 4321,
            Hash = new ObjectHash(hash),
        };
    }
}
