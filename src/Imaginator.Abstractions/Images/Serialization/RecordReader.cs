using System.Buffers;
using System.Buffers.Binary;
using Imaginator.Files;

namespace Imaginator.Images.Serialization;

/// <summary>
/// Reads the output of <see cref="RecordWriter"/> through a buffer. Checks every declared length and count against the number
/// of remaining bytes before it allocates memory. Every member throws <see cref="ImageFormatException"/> for invalid bytes.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class RecordReader : IDisposable
{
    private const int BufferLength = 64 * 1024;
    private const int LastVarintShift = 63;

    private readonly Stream _input;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private int _start;
    private int _end;
    private long _unread;

    /// <summary>Reads a number of bytes from a stream that the caller owns.</summary>
    /// <param name="input">The stream, positioned at the first byte.</param>
    /// <param name="length">The number of bytes to read; the following bytes are not read.</param>
    public RecordReader(Stream input, long length)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _input = input;
        _unread = length;
    }

    /// <summary>The number of bytes that have not been read.</summary>
    public long Remaining => _unread + _end - _start;

    /// <summary>Releases the buffer. The caller keeps the stream.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Reads a byte.</summary>
    /// <returns>The byte.</returns>
    public byte ReadByte() => ReadRaw(1)[0];

    /// <summary>Reads a number of 64 bits, the lowest byte first.</summary>
    /// <returns>The number.</returns>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadRaw(sizeof(ulong)));

    /// <summary>Reads a number in the form of <see cref="RecordWriter.WriteVarint"/>.</summary>
    /// <returns>The number.</returns>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = ReadByte();
            if (shift == LastVarintShift && next > 1)
            {
                ImageFormatException.Throw("a number has more than 64 bits");
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>Reads a number in the form of <see cref="RecordWriter.WriteSigned"/>.</summary>
    /// <returns>The number.</returns>
    public long ReadSigned()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a varint of at most 32 bits.</summary>
    /// <returns>The number.</returns>
    public uint ReadUInt32()
    {
        var value = ReadVarint();
        return value <= uint.MaxValue ? (uint)value : ImageFormatException.Throw<uint>("a number has more than 32 bits");
    }

    /// <summary>Reads the number of elements of a list.</summary>
    /// <param name="minimumLength">The minimum length of an element in bytes, at least 1.</param>
    /// <returns>The number of elements, which the remaining bytes can contain.</returns>
    public int ReadCount(int minimumLength) => CheckCount(ReadVarint(), minimumLength);

    /// <summary>Rejects a number of elements that the remaining bytes cannot contain.</summary>
    /// <param name="count">The declared number of elements.</param>
    /// <param name="minimumLength">The minimum length of an element in bytes, at least 1.</param>
    /// <returns>The number of elements.</returns>
    public int CheckCount(ulong count, int minimumLength) =>
        count <= (ulong)(Remaining / minimumLength) && count <= (ulong)Array.MaxLength
            ? (int)count
            : ImageFormatException.Throw<int>($"{count} entries are declared, but only {Remaining} bytes remain");

    /// <summary>Reads a hash.</summary>
    /// <returns>The hash.</returns>
    public ObjectHash ReadHash() => new(ReadRaw(ObjectHash.Length));

    /// <summary>Reads a varint length and the bytes.</summary>
    /// <returns>The bytes, which are valid until the next call.</returns>
    public ReadOnlySpan<byte> ReadBytes() => ReadRaw(ReadCount(1));

    /// <summary>Reads a text in the form of <see cref="RecordWriter.WriteText"/>.</summary>
    /// <returns>The text.</returns>
    public string ReadText() => FileName.Decode(ReadBytes());

    /// <summary>Reads bytes.</summary>
    /// <param name="length">The number of bytes.</param>
    /// <returns>The bytes, which are valid until the next call.</returns>
    public ReadOnlySpan<byte> ReadRaw(int length)
    {
        if (_end - _start < length)
        {
            Fill(length);
        }

        var bytes = _buffer.AsSpan(_start, length);
        _start += length;
        return bytes;
    }

    /// <summary>Rejects bytes after the end.</summary>
    public void ExpectEnd()
    {
        if (Remaining != 0)
        {
            ImageFormatException.Throw($"{Remaining} bytes follow the end");
        }
    }

    private void Fill(int length)
    {
        if (Remaining < length)
        {
            ImageFormatException.Throw($"{length - Remaining} bytes are missing at the end");
        }

        var kept = _end - _start;
        var target = length <= _buffer.Length ? _buffer : ArrayPool<byte>.Shared.Rent(length);
        _buffer.AsSpan(_start, kept).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_start, _end) = (0, kept);
        while (_end < length)
        {
            var count = _input.Read(_buffer, _end, (int)Math.Min(_buffer.Length - _end, _unread));
            if (count == 0)
            {
                ImageFormatException.Throw("the file is shorter than its declared length");
            }

            _end += count;
            _unread -= count;
        }
    }
}
