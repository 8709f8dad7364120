using System.Globalization;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Scanning.Exchange;

/// <summary>
/// Reads what a <see cref="MessageWriter"/> has written. A length is checked against its maximum before memory is allocated. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// Every member throws <see cref="MessageException"/> for invalid values, and <see cref="EndOfStreamException"/> at the end.
/// </remarks>
public sealed class MessageReader(Stream stream)
{
    private const int BufferLength = 64 * 1024;

    private readonly byte[] _buffer = new byte[BufferLength];
    private int _start;
    private int _end;

    /// <summary>Waits for a byte.</summary>
    /// <returns>The byte; null at the end.</returns>
    public byte? TryReadByte() => _start < _end || Fill() ? _buffer[_start++] : null;

    /// <summary>Reads a byte.</summary>
    public byte ReadByte() => TryReadByte() ?? throw new EndOfStreamException();

    /// <summary>Reads a truth value.</summary>
    public bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw new MessageException($"{other} is not a truth value"),
    };

    /// <summary>Reads a number.</summary>
    /// <param name="maximum">The largest valid number.</param>
    public ulong ReadNumber(ulong maximum)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value <= maximum
                    ? value
                    : throw new MessageException(string.Create(
                        CultureInfo.InvariantCulture, $"the number {value} exceeds the maximum {maximum}"));
            }
        }

        throw new MessageException("a number has more than 64 bits");
    }

    /// <summary>Reads a number that can be negative.</summary>
    public long ReadSignedNumber()
    {
        var value = ReadNumber(ulong.MaxValue);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a hash.</summary>
    public ObjectHash ReadHash()
    {
        Span<byte> bytes = stackalloc byte[ObjectHash.Length];
        Fill(bytes);
        return new ObjectHash(bytes);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="maximumLength">The largest valid length in bytes.</param>
    public string ReadText(int maximumLength) => ReadTextOf((int)ReadNumber((ulong)maximumLength));

    /// <summary>Reads a text.</summary>
    /// <param name="maximumLength">The largest valid length in bytes.</param>
    /// <param name="allowance">Counts the length.</param>
    internal string ReadText(int maximumLength, MetadataAllowance allowance)
    {
        var length = (int)ReadNumber((ulong)maximumLength);
        allowance.Use(length);
        return ReadTextOf(length);
    }

    /// <summary>Reads bytes with their number.</summary>
    /// <param name="maximumLength">The largest valid number.</param>
    /// <param name="allowance">Counts the number.</param>
    internal byte[] ReadBytes(int maximumLength, MetadataAllowance allowance)
    {
        var length = (int)ReadNumber((ulong)maximumLength);
        allowance.Use(length);
        var bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    private string ReadTextOf(int length)
    {
        if (length <= _end - _start)
        {
            var text = FileName.Decode(_buffer.AsSpan(_start, length));
            _start += length;
            return text;
        }

        var bytes = new byte[length];
        Fill(bytes);
        return FileName.Decode(bytes);
    }

    private void Fill(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_start == _end && !Fill())
            {
                throw new EndOfStreamException();
            }

            var count = Math.Min(bytes.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(bytes);
            _start += count;
            bytes = bytes[count..];
        }
    }

    private bool Fill()
    {
        _start = 0;
        _end = stream.Read(_buffer, 0, _buffer.Length);
        return _end > 0;
    }
}
