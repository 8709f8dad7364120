using System.Buffers;

namespace Imaginator.Protocol.Buffers;

/// <summary>
/// A buffer of pooled segments. It grows without copying, and only as data is written. Segments are 64 KiB, or 1 MiB
/// for large contents, because the pool does not keep enough small segments for an image tree.
/// </summary>
public sealed class SegmentBuffer : IDisposable
{
    private const int SmallSegment = 64 * 1024;
    private const int LargeSegment = 1024 * 1024;
    private readonly List<ArraySegment<byte>> _segments = [];

    /// <summary>The number of segments.</summary>
    public int Count => _segments.Count;

    /// <summary>The total length of all segments, in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Gets a segment.</summary>
    /// <returns>The contents of the segment, valid until <see cref="Clear"/>.</returns>
    public ReadOnlyMemory<byte> this[int index] => _segments[index];

    /// <summary>Appends an empty segment.</summary>
    /// <param name="wanted">The number of bytes that will be written, if known.</param>
    /// <returns>The memory of the segment; call <see cref="Commit"/> with the number of bytes used.</returns>
    public Memory<byte> Rent(long wanted = long.MaxValue)
    {
        var array = ArrayPool<byte>.Shared.Rent(
            (int)Math.Clamp(wanted, 256, Length < LargeSegment ? SmallSegment : LargeSegment));
        _segments.Add(new ArraySegment<byte>(array, 0, 0));
        return array;
    }

    /// <summary>Sets the length of the last segment.</summary>
    /// <param name="count">The number of bytes used.</param>
    public void Commit(int count)
    {
        var last = _segments[^1];
        Length += count - last.Count;
        _segments[^1] = new ArraySegment<byte>(last.Array!, 0, count);
    }

    /// <summary>Returns all segments except the first to the pool and empties the first.</summary>
    /// <returns>The memory of the first segment; empty if there are no segments.</returns>
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

    /// <summary>Returns all segments to the pool.</summary>
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
