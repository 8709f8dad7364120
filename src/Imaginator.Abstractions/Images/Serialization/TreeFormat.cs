namespace Imaginator.Images.Serialization;

/// <summary>Constants of the tree format, which docs/reference/image-formats.md describes.</summary>
internal static class TreeFormat
{
    /// <summary>The length of an entry in the object table: hash and size.</summary>
    public const int ObjectEntryLength = ObjectHash.Length + sizeof(ulong);

    /// <summary>The minimum length of an inode in bytes: number, kind, and the length of an empty link.</summary>
    public const int MinimumInodeLength = 3;

    /// <summary>The minimum length of a directory entry in bytes: length, one byte of name, inode number.</summary>
    public const int MinimumEntryLength = 3;

    /// <summary>The minimum length of an extended attribute in bytes: two lengths.</summary>
    public const int MinimumAttributeLength = 2;

    /// <summary>Flags in the same byte as the kind of an inode.</summary>
    public const byte HasOwner = 0x10;
    public const byte HasAttributes = 0x20;

    private const int MaximumNameBytes = 255;
    private const int NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The first bytes of the format, including its version.</summary>
    public static ReadOnlySpan<byte> Magic => "imgtree\x01"u8;

    /// <summary>True for valid file names on Linux.</summary>
    public static bool IsFileName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= MaximumNameBytes
        && !name.ContainsAny((byte)'/', (byte)0)
        && !name.SequenceEqual("."u8)
        && !name.SequenceEqual(".."u8);

    public static bool IsNanoseconds(long value) => value is >= 0 and < NanosecondsPerSecond;
}
