using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Imaginator.Files;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Writes the elements of the encoding into pooled memory. <see cref="Complete"/> finishes it.</summary>
public ref struct GobWriter
{
    private const int MaxUintLength = 9;
    private readonly SegmentBuffer _buffer;
    private readonly GobWriteContext _context;
    private Span<byte> _room;
    private int _used;

    public GobWriter(SegmentBuffer buffer, GobWriteContext context)
    {
        _buffer = buffer;
        _context = context;
        _room = buffer.Reuse().Span;
    }

    /// <summary>
    /// Gets the id of a type on this stream and schedules the definition of a new type before the value.
    /// </summary>
    public readonly int GetTypeId(GobSchema schema) => _context.GetTypeId(schema);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUint(ulong value)
    {
        if (value <= 0x7F && _used < _room.Length)
        {
            _room[_used++] = (byte)value;
            return;
        }

        WriteLongUint(value);
    }

    public void WriteInt(long value) => WriteUint((ulong)((value << 1) ^ (value >> 63)));

    public void WriteBool(bool value) => WriteUint(value ? 1u : 0u);

    public void WriteFloat(double value) =>
        WriteUint(BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToUInt64Bits(value)));

    public void WriteComplex(Complex value)
    {
        WriteFloat(value.Real);
        WriteFloat(value.Imaginary);
    }

    /// <summary>Writes a length and that many bytes.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        WriteUint((ulong)bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>Writes text in the form of <see cref="FileName"/>.</summary>
    public void WriteString(string text)
    {
        var max = FileName.GetMaxByteCount(text);
        if (max <= 0x7F)
        {
            // The length is known to fit one byte: encode directly after it.
            Reserve(max + 1);
            var written = Encode(text, _room[(_used + 1)..]);
            _room[_used] = (byte)written;
            _used += written + 1;
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(max);
        WriteBytes(rented.AsSpan(0, Encode(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
    }

    public void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > _room.Length - _used)
        {
            var part = _room.Length - _used;
            bytes[..part].CopyTo(_room[_used..]);
            _used += part;
            bytes = bytes[part..];
            NextSegment();
        }

        bytes.CopyTo(_room[_used..]);
        _used += bytes.Length;
    }

    /// <summary>Gets contiguous memory for writing; call <see cref="Advance"/> with the number of bytes used.</summary>
    /// <param name="count">The required size in bytes, at most a few hundred.</param>
    public Span<byte> GetRoom(int count)
    {
        Reserve(count);
        return _room.Slice(_used, count);
    }

    public void Advance(int count) => _used += count;

    /// <summary>Starts a part that is preceded by its length; <see cref="EndCounted"/> appends it.</summary>
    public readonly GobWriter BeginCounted() => new(_context.RentScratch(), _context);

    /// <summary>Appends a part, preceded by its length.</summary>
    public void EndCounted(ref GobWriter piece)
    {
        piece.Complete();
        WriteUint((ulong)piece._buffer.Length);
        for (var i = 0; i < piece._buffer.Count; i++)
        {
            WriteRaw(piece._buffer[i].Span);
        }

        _context.ReturnScratch(piece._buffer);
    }

    /// <summary>Passes all written bytes to the buffer.</summary>
    public readonly void Complete()
    {
        if (_buffer.Count > 0)
        {
            _buffer.Commit(_used);
        }
    }

    private static int Encode(string text, Span<byte> destination)
    {
        try
        {
            return FileName.Encode(text, destination);
        }
        catch (ArgumentException exception)
        {
            throw new GobException("text holds an unpaired surrogate and has no encoding", exception);
        }
    }

    private void WriteLongUint(ulong value)
    {
        Reserve(MaxUintLength);
        if (value <= 0x7F)
        {
            _room[_used++] = (byte)value;
            return;
        }

        var count = (71 - BitOperations.LeadingZeroCount(value)) / 8;
        _room[_used++] = (byte)-count;
        BinaryPrimitives.WriteUInt64BigEndian(_room[_used..], value << (64 - 8 * count));
        _used += count;
    }

    private void Reserve(int count)
    {
        if (_room.Length - _used < count)
        {
            NextSegment();
        }
    }

    private void NextSegment()
    {
        Complete();
        _room = _buffer.Rent().Span;
        _used = 0;
    }
}
