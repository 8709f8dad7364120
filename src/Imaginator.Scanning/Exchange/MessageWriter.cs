using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Scanning.Exchange;

/// <summary>Writes values to a stream. Not thread-safe.</summary>
/// <remarks>Numbers have 7 bits per byte, the lowest first; texts have their length in bytes and the form of <see cref="FileName"/>.</remarks>
public sealed class MessageWriter(Stream stream)
{
    private const int BufferLength = 64 * 1024;
    private const int LongestNumber = 10;

    private readonly byte[] _buffer = new byte[BufferLength];
    private int _length;

    /// <summary>Writes a byte.</summary>
    public void Write(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    /// <summary>Writes a truth value.</summary>
    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    /// <summary>Writes a number.</summary>
    public void Write(ulong value)
    {
        Reserve(LongestNumber);
        while (value >= 0x80)
        {
            _buffer[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_length++] = (byte)value;
    }

    /// <summary>Writes a number that can be negative.</summary>
    public void Write(long value) => Write(((ulong)value << 1) ^ (ulong)(value >> 63));

    /// <summary>Writes a hash.</summary>
    public void Write(in ObjectHash hash)
    {
        Reserve(ObjectHash.Length);
        hash.AsSpan().CopyTo(_buffer.AsSpan(_length));
        _length += ObjectHash.Length;
    }

    /// <summary>Writes a text.</summary>
    public void Write(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var maximum = FileName.GetMaxByteCount(text);
        Span<byte> bytes = maximum <= 1024 ? stackalloc byte[maximum] : new byte[maximum];
        Write(bytes[..FileName.Encode(text, bytes)]);
    }

    /// <summary>Writes bytes with their number.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write((ulong)bytes.Length);
        if (bytes.Length <= BufferLength)
        {
            Reserve(bytes.Length);
            bytes.CopyTo(_buffer.AsSpan(_length));
            _length += bytes.Length;
        }
        else
        {
            Flush();
            stream.Write(bytes);
        }
    }

    /// <summary>Sends the written messages.</summary>
    public void Flush()
    {
        stream.Write(_buffer, 0, _length);
        stream.Flush();
        _length = 0;
    }

    private void Reserve(int length)
    {
        if (_buffer.Length - _length < length)
        {
            Flush();
        }
    }
}
