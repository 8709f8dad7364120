using System.Buffers;
using System.Buffers.Binary;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Format;

/// <summary>Writes the primitive values of the store's binary formats; see README.md.</summary>
internal sealed class RecordWriter(IBufferWriter<byte> output)
{
    private const int LongestVarint = 10;

    public void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public void WriteUInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(sizeof(ulong)), value);
        output.Advance(sizeof(ulong));
    }

    /// <summary>Seven bits per byte, the lowest first, the top bit set on all but the last.</summary>
    public void WriteVarint(ulong value)
    {
        var span = output.GetSpan(LongestVarint);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        output.Advance(length);
    }

    /// <summary>A varint of 0, -1, 1, -2, 2, … as 0, 1, 2, 3, 4, …</summary>
    public void WriteSigned(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    public void WriteHash(in ObjectHash hash) => WriteRaw(hash.AsSpan());

    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    /// <summary>A varint length and the bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((ulong)bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>A varint length and the bytes of a text in the form of <see cref="FileName"/>.</summary>
    /// <exception cref="ArgumentException">The text holds a surrogate that stands for nothing.</exception>
    public void WriteText(string text)
    {
        const int StackLength = 768;
        var longest = FileName.GetMaxByteCount(text);
        Span<byte> buffer = longest <= StackLength ? stackalloc byte[StackLength] : new byte[longest];
        WriteBytes(buffer[..FileName.Encode(text, buffer)]);
    }
}
