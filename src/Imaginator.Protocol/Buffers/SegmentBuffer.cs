using System.Buffers;

namespace Imaginator.Protocol.Buffers;

/// <summary>
/// Bytes in pooled pieces: grows without copying, and never by more than what has really been put into it. Pieces are of
/// 64 KiB, and of 1 MiB when there is that much: of the small ones the pool does not keep enough for an image tree.
/// </summary>
internal sealed class SegmentBuffer : IDisposable
{
    private const int SmallSegment = 64 * 1024;
    private const int LargeSegment = 1024 * 1024;
    private readonly List<ArraySegment<byte>> _segments = [];

    /// <summary>How many pieces there are.</summary>
    public int Count => _segments.Count;

    /// <summary>How many bytes there are in all pieces.</summary>
    public long Length { get; private set; }

    /// <summary>A piece.</summary>
    /// <returns>Its bytes, valid until <see cref="Clear"/>.</returns>
    public ReadOnlyMemory<byte> this[int index] => _segments[index];

    /// <summary>Appends an empty piece.</summary>
    /// <param name="wanted">How much is going to be written, in bytes, if that is known.</param>
    /// <returns>Its room; <see cref="Commit"/> says how much of it was used.</returns>
    public Memory<byte> Rent(long wanted = long.MaxValue)
    {
        var array = ArrayPool<byte>.Shared.Rent(
            (int)Math.Clamp(wanted, 256, Length < LargeSegment ? SmallSegment : LargeSegment));
        _segments.Add(new ArraySegment<byte>(array, 0, 0));
        return array;
    }

    /// <summary>Sets the length of the last piece.</summary>
    /// <param name="count">How many of its bytes are used.</param>
    public void Commit(int count)
    {
        var last = _segments[^1];
        Length += count - last.Count;
        _segments[^1] = new ArraySegment<byte>(last.Array!, 0, count);
    }

    /// <summary>Gives all pieces but the first back; the first is emptied.</summary>
    /// <returns>The room of the first piece; empty if there is none.</returns>
    public Memory<byte> Reuse()
    {
        if (_segments.Count == 0)
        {
            return default;
        }

        for (var i = 1; i < _segments.Count; i++)
        {
            ArrayPool<byte>.Shared.Return(_segments[i].Array!);
        }

        var first = _segments[0].Array!;
        _segments.Clear();
        _segments.Add(new ArraySegment<byte>(first, 0, 0));
        Length = 0;
        return first;
    }

    /// <summary>Gives all pieces back.</summary>
    public void Clear()
    {
        foreach (var segment in _segments)
        {
            ArrayPool<byte>.Shared.Return(segment.Array!);
        }

        _segments.Clear();
        Length = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
