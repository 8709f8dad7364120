using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Format;

/// <summary>What writer and reader of trees share; README.md describes the format.</summary>
internal static class TreeFormat
{
    /// <summary>The length of an entry of the object table: hash and size.</summary>
    public const int ObjectEntryLength = ObjectHash.Length + sizeof(ulong);

    /// <summary>The fewest bytes that an inode takes: number, kind, and the length of an empty link.</summary>
    public const int MinimumInodeLength = 3;

    /// <summary>The fewest bytes that a directory entry takes: length, one byte of name, inode number.</summary>
    public const int MinimumEntryLength = 3;

    /// <summary>The fewest bytes that an extended attribute takes: two lengths.</summary>
    public const int MinimumAttributeLength = 2;

    /// <summary>Flags beside the kind of an inode.</summary>
    public const byte HasOwner = 0x10;
    public const byte HasAttributes = 0x20;

    private const int LongestName = 255;
    private const int NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The first bytes: what it is, and the version of the format.</summary>
    public static ReadOnlySpan<byte> Magic => "imgtree\x01"u8;

    /// <summary>Whether Linux can have a file of that name.</summary>
    public static bool IsFileName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= LongestName
        && !name.ContainsAny((byte)'/', (byte)0)
        && !name.SequenceEqual("."u8)
        && !name.SequenceEqual(".."u8);

    public static bool IsNanoseconds(long value) => value is >= 0 and < NanosecondsPerSecond;
}
