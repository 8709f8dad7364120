using System.Buffers.Binary;

namespace Imaginator.Host.Images.Tar;

/// <summary>Makes header blocks of tar archives: the ustar interchange format of POSIX.1-2017 (pax).</summary>
internal static class TarHeader
{
    /// <summary>The length of a block in bytes: of a header, and the unit of the contents after it.</summary>
    public const int BlockLength = 512;

    /// <summary>The maximum length of a path or target in a block, in bytes.</summary>
    public const int MaximumPathLength = 100;

    /// <summary>The maximum user and group ID in a block.</summary>
    public const uint MaximumId = (1u << (3 * 7)) - 1;

    /// <summary>The maximum size and time in a block.</summary>
    public const ulong MaximumSize = (1ul << (3 * 11)) - 1;

    public const byte RegularFile = (byte)'0';
    public const byte HardLink = (byte)'1';
    public const byte SymbolicLink = (byte)'2';
    public const byte CharacterDevice = (byte)'3';
    public const byte BlockDevice = (byte)'4';
    public const byte Directory = (byte)'5';
    public const byte Fifo = (byte)'6';

    /// <summary>The records of the next file follow.</summary>
    public const byte ExtendedHeader = (byte)'x';

    // GNU tar's form of numbers that have too many digits; POSIX has none for devices.
    private const byte BinaryNumber = 0x80;

    private static readonly Range Mode = 100..108;
    private static readonly Range Uid = 108..116;
    private static readonly Range Gid = 116..124;
    private static readonly Range Size = 124..136;
    private static readonly Range ModifiedAt = 136..148;
    private static readonly Range Checksum = 148..156;
    private static readonly Range Magic = 257..265;
    private static readonly Range Major = 329..337;
    private static readonly Range Minor = 337..345;
    private const int Type = 156;
    private const int Target = 157;

    /// <summary>Makes a block. A number that has too many digits for its field becomes 0 there: a record has it.</summary>
    public static byte[] Make(TarFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var block = new byte[BlockLength];
        var bytes = block.AsSpan();
        Start(fields.Path).CopyTo(bytes);
        WriteNumber(bytes[Mode], fields.Mode);
        WriteNumber(bytes[Uid], fields.Uid);
        WriteNumber(bytes[Gid], fields.Gid);
        WriteNumber(bytes[Size], fields.Size);
        WriteNumber(bytes[ModifiedAt], (ulong)Math.Max(fields.ModifiedAt, 0));
        bytes[Type] = fields.Type;
        Start(fields.Target).CopyTo(bytes[Target..]);
        "ustar\000"u8.CopyTo(bytes[Magic]);
        WriteDeviceNumber(bytes[Major], fields.Device.Major);
        WriteDeviceNumber(bytes[Minor], fields.Device.Minor);
        WriteChecksum(bytes);
        return block;
    }

    /// <summary>The length of contents with the zeros that complete the last block.</summary>
    public static ulong PaddedLength(ulong length) => (length + BlockLength - 1) / BlockLength * BlockLength;

    private static ReadOnlySpan<byte> Start(byte[] path) => path.AsSpan(0, Math.Min(path.Length, MaximumPathLength));

    // Octal digits, and a zero byte.
    private static void WriteNumber(Span<byte> field, ulong value)
    {
        var digits = field[..^1];
        if (!Fits(digits.Length, value))
        {
            value = 0;
        }

        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }

        field[^1] = 0;
    }

    private static void WriteDeviceNumber(Span<byte> field, ulong value)
    {
        if (Fits(field.Length - 1, value))
        {
            WriteNumber(field, value);
            return;
        }

        BinaryPrimitives.WriteUInt64BigEndian(field, value);
        field[0] |= BinaryNumber;
    }

    private static bool Fits(int digits, ulong value) => value >> (3 * digits) == 0;

    // The sum of all bytes, with spaces in its own field: six digits, a zero byte and a space.
    private static void WriteChecksum(Span<byte> block)
    {
        var field = block[Checksum];
        field.Fill((byte)' ');
        var sum = 0ul;
        foreach (var value in block)
        {
            sum += value;
        }

        WriteNumber(field[..^1], sum);
    }
}
