using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Imaginator.Files;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Gob.Wire;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Reads the elements of the encoding from the messages of one value, and never beyond them.</summary>
public ref struct GobReader
{
    private readonly GobMessageReader _messages;
    private ReadOnlySpan<byte> _window;
    private int _position;
    private int _nextSegment;
    private long _consumedBefore;
    private int _depth;

    /// <summary>Reads the current message.</summary>
    public GobReader(GobMessageReader messages)
    {
        _messages = messages;
        NextWindow();
    }

    public readonly GobLimits Limits => _messages.Limits;

    /// <summary>The types defined on the stream.</summary>
    public readonly GobWireTypes Types => _messages.Types;

    /// <summary>The plans for this stream.</summary>
    public readonly GobBinder Binder => _messages.Binder;

    /// <summary>The number of consumed bytes of the message.</summary>
    public readonly long Consumed => _consumedBefore + _position;

    /// <summary>The number of remaining bytes of the message.</summary>
    public readonly long Remaining => _messages.Message.Length - Consumed;

    /// <summary>Whether the message is consumed.</summary>
    public readonly bool IsAtEnd => Remaining == 0;

    /// <summary>Enters a value that can contain other values; each call requires a <see cref="Leave"/>.</summary>
    public void Enter()
    {
        if (++_depth > Limits.MaxDepth)
        {
            throw new GobException($"values are nested deeper than {Limits.MaxDepth}");
        }
    }

    public void Leave() => _depth--;

    /// <summary>Advances to the next field of a struct.</summary>
    /// <param name="field">The number of the previous field, initially -1; set to the number of the next field.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool NextField(ref int field)
    {
        // Go treats the end of a message as the end of the structs in it.
        if (_position == _window.Length && IsAtEnd)
        {
            return false;
        }

        var delta = ReadUint();
        if (delta == 0)
        {
            return false;
        }

        if (delta > (ulong)(int.MaxValue - 1 - Math.Max(field, 0)))
        {
            Throw("a field number is out of range");
        }

        field += (int)delta;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadUint()
    {
        if (_position < _window.Length && _window[_position] <= 0x7F)
        {
            return _window[_position++];
        }

        return ReadLongUint();
    }

    public long ReadInt()
    {
        var value = ReadUint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public bool ReadBool() => ReadUint() switch
    {
        0 => false,
        1 => true,
        _ => Throw<bool>("a bool is neither 0 nor 1"),
    };

    public double ReadFloat() => BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(ReadUint()));

    public float ReadFloat32()
    {
        var value = ReadFloat();
        return float.IsInfinity((float)value) && double.IsFinite(value)
            ? Throw<float>("a number is out of the range of a float32")
            : (float)value;
    }

    public Complex ReadComplex()
    {
        var real = ReadFloat();
        return new Complex(real, ReadFloat());
    }

    // Not with Narrow: these two are read for every inode.
    public int ReadInt32()
    {
        var value = ReadInt();
        return value == (int)value ? (int)value : ThrowOutOfRange<int>();
    }

    public uint ReadUint32()
    {
        var value = ReadUint();
        return value <= uint.MaxValue ? (uint)value : ThrowOutOfRange<uint>();
    }

    /// <summary>Converts an integer to a smaller type and checks its range.</summary>
    public static TTo Narrow<TFrom, TTo>(TFrom value)
        where TFrom : INumberBase<TFrom>
        where TTo : struct, INumberBase<TTo>
    {
        try
        {
            return TTo.CreateChecked(value);
        }
        catch (OverflowException)
        {
            return ThrowOutOfRange<TTo>();
        }
    }

    /// <summary>
    /// Reads a count of elements. Each element uses at least one byte, which can be in a later message.
    /// </summary>
    public int ReadCount()
    {
        var count = ReadUint();
        if (count > (ulong)Math.Min(Limits.MaxValueBytes, Array.MaxLength))
        {
            Throw("a list or map is too large");
        }

        return (int)count;
    }

    /// <summary>
    /// Checks that another element can follow. Without this check, a sender could announce any number of structs that
    /// the end of the message implicitly closes.
    /// </summary>
    public readonly void RequireMore()
    {
        if (IsAtEnd)
        {
            Throw("a message ends within a list or map");
        }
    }

    /// <summary>
    /// Gets the initial capacity for a container with the given count, limited by the remaining bytes.
    /// </summary>
    public readonly int GetCapacity(int count) => (int)Math.Min(count, Remaining);

    /// <summary>Reads a length and checks it against the remaining bytes.</summary>
    public int ReadLength()
    {
        var length = ReadUint();
        if (length > (ulong)Remaining)
        {
            Throw("text or bytes are longer than their message");
        }

        return (int)length;
    }

    /// <summary>Reads text in the form of <see cref="FileName"/>.</summary>
    public string ReadString(int maxLength = int.MaxValue)
    {
        var length = ReadLength();
        if (length > maxLength)
        {
            Throw($"a name is longer than {maxLength} bytes");
        }

        return length == 0 ? ""
            : TryTake(length, out var bytes) ? FileName.Decode(bytes)
            : FileName.Decode(ReadAcross(length));
    }

    public byte[] ReadBytes()
    {
        var length = ReadLength();
        return length == 0 ? [] : TryTake(length, out var bytes) ? bytes.ToArray() : ReadAcross(length);
    }

    /// <summary>Reads a length and that many bytes.</summary>
    /// <returns>The bytes, valid until the value has been read.</returns>
    public ReadOnlySpan<byte> ReadSpan()
    {
        var length = ReadLength();
        return TryTake(length, out var bytes) ? bytes : ReadAcross(length);
    }

    public void Skip(long count)
    {
        if (count > Remaining)
        {
            Throw("text or bytes are longer than their message");
        }

        while (count > _window.Length - _position)
        {
            count -= _window.Length - _position;
            NextWindow();
        }

        _position += (int)count;
    }

    /// <summary>Gets the next bytes without consuming them.</summary>
    public readonly ReadOnlySpan<byte> Peek() => _window[_position..];

    /// <summary>Consumes bytes that <see cref="Peek"/> returned.</summary>
    public void Advance(int count) => _position += count;

    /// <summary>
    /// Reads the type id of an interface value. Go can insert definitions before it and split the value's message
    /// there.
    /// </summary>
    public int ReadInterfaceTypeId()
    {
        while (true)
        {
            if (IsAtEnd)
            {
                _messages.Continue();
                _nextSegment = 0;
                _consumedBefore = 0;
                _window = default;
                _position = 0;
                NextWindow();
            }

            var id = ReadInt();
            if (id >= 0)
            {
                return Narrow<long, int>(id);
            }

            _messages.Define(-id, GobDefinitionReader.Read(ref this));
            if (!IsAtEnd)
            {
                ReadUint();
            }
        }
    }

    /// <summary>Reads the zero that precedes values other than structs.</summary>
    public void ReadSingletonMark()
    {
        if (ReadUint() != 0)
        {
            Throw("a value that is not a struct does not start with 0");
        }
    }

    [DoesNotReturn]
    public static void Throw(string message) => throw new GobException(message);

    [DoesNotReturn]
    private static T ThrowOutOfRange<T>() => throw new GobException($"an integer is out of the range of {typeof(T).Name}");

    [DoesNotReturn]
    private static T Throw<T>(string message) => throw new GobException(message);

    private ulong ReadLongUint()
    {
        var first = ReadByte();
        if (first <= 0x7F)
        {
            return first;
        }

        var count = -(sbyte)first;
        if (count > 8)
        {
            Throw("an integer is longer than 8 bytes");
        }

        if (_window.Length - _position >= 8)
        {
            var padded = BinaryPrimitives.ReadUInt64BigEndian(_window[_position..]);
            _position += count;
            return padded >> (64 - 8 * count);
        }

        var value = 0UL;
        for (var i = 0; i < count; i++)
        {
            value = (value << 8) | ReadByte();
        }

        return value;
    }

    private byte ReadByte()
    {
        while (_position == _window.Length)
        {
            if (IsAtEnd)
            {
                Throw("a message ends within a value");
            }

            NextWindow();
        }

        return _window[_position++];
    }

    private bool TryTake(int count, out ReadOnlySpan<byte> bytes)
    {
        if (count > _window.Length - _position)
        {
            bytes = default;
            return false;
        }

        bytes = _window.Slice(_position, count);
        _position += count;
        return true;
    }

    private byte[] ReadAcross(int count)
    {
        var bytes = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            if (_position == _window.Length)
            {
                NextWindow();
            }

            var part = Math.Min(count - filled, _window.Length - _position);
            _window.Slice(_position, part).CopyTo(bytes.AsSpan(filled));
            filled += part;
            _position += part;
        }

        return bytes;
    }

    private void NextWindow()
    {
        _consumedBefore += _window.Length;
        _position = 0;
        _window = _nextSegment < _messages.Message.Count ? _messages.Message[_nextSegment++].Span : default;
    }
}
