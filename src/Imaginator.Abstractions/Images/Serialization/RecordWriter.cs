using System.Buffers;
using System.Buffers.Binary;
using Imaginator.Files;

namespace Imaginator.Images.Serialization;

/// <summary>
/// Writes the primitive values of the binary formats of images. A store can use it for its own records; <see cref="RecordReader"/>
/// reads them.
/// </summary>
/// <param name="output">Receives the bytes.</param>
/// <remarks>Not thread-safe.</remarks>
public sealed class RecordWriter(IBufferWriter<byte> output)
{
    private const int MaximumVarintLength = 10;

    /// <summary>Writes a byte.</summary>
    /// <param name="value">The byte.</param>
    public void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    /// <summary>Writes a number of 64 bits, the lowest byte first.</summary>
    /// <param name="value">The number.</param>
    public void WriteUInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(sizeof(ulong)), value);
        output.Advance(sizeof(ulong));
    }

    /// <summary>Writes 7 bits per byte, the lowest first, with the top bit set in all bytes except the last.</summary>
    /// <param name="value">The number.</param>
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
    /// <param name="value">The number.</param>
    public void WriteSigned(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes a hash.</summary>
    /// <param name="hash">The hash.</param>
    public void WriteHash(in ObjectHash hash) => WriteRaw(hash.AsSpan());

    /// <summary>Writes bytes without their length.</summary>
    /// <param name="bytes">The bytes.</param>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    /// <summary>Writes a varint length and the bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((ulong)bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>Writes a varint length and the bytes of a text.</summary>
    /// <param name="text">The text, in the form of <see cref="FileName"/>.</param>
    /// <exception cref="ArgumentException">The text contains an unpaired surrogate that does not represent a byte.</exception>
    public void WriteText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const int StackLength = 768;
        var maximum = FileName.GetMaxByteCount(text);
        Span<byte> buffer = maximum <= StackLength ? stackalloc byte[StackLength] : new byte[maximum];
        WriteBytes(buffer[..FileName.Encode(text, buffer)]);
    }
}
