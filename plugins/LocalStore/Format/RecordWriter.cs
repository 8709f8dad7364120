using System.Buffers;
using System.Buffers.Binary;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Format;

/// <summary>Writes the primitive values of the binary formats of the store, which README.md describes.</summary>
internal sealed class RecordWriter(IBufferWriter<byte> output)
{
    private const int MaximumVarintLength = 10;

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

    /// <summary>Writes 7 bits per byte, the lowest first, with the top bit set in all bytes except the last.</summary>
    public void WriteVarint(ulong value)
    {
        var span = output.GetSpan(MaximumVarintLength);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        output.Advance(length);
    }

    /// <summary>Writes 0, -1, 1, -2, 2, … as the varints 0, 1, 2, 3, 4, …</summary>
    public void WriteSigned(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    public void WriteHash(in ObjectHash hash) => WriteRaw(hash.AsSpan());

    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    /// <summary>Writes a varint length and the bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((ulong)bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>
    /// Writes a varint length and the bytes of a text in the form of <see cref="FileName"/>. Throws <see cref="ArgumentException"/>
    /// for an unpaired surrogate that does not represent a byte.
    /// </summary>
    public void WriteText(string text)
    {
        const int StackLength = 768;
        var maximum = FileName.GetMaxByteCount(text);
        Span<byte> buffer = maximum <= StackLength ? stackalloc byte[StackLength] : new byte[maximum];
        WriteBytes(buffer[..FileName.Encode(text, buffer)]);
    }
}
