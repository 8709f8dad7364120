
namespace Imaginator.Host.History.Logs;

/// <summary>Keeps the newest bytes of a stream of bytes. Not thread-safe.</summary>
internal sealed class LogTail(int capacity)
{
    private readonly byte[] _ring = new byte[capacity];

    /// <summary>The number of bytes that were appended so far.</summary>
    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var kept = bytes[^Math.Min(bytes.Length, capacity)..];
        var start = (int)((Length + bytes.Length - kept.Length) % capacity);
        var first = kept[..Math.Min(kept.Length, capacity - start)];
        first.CopyTo(_ring.AsSpan(start));
        kept[first.Length..].CopyTo(_ring);
        Length += bytes.Length;
    }

    /// <summary>Copies the newest bytes, in their order.</summary>
    public byte[] ToArray()
    {
        if (Length <= capacity)
        {
            return _ring[..(int)Length];
        }

        var start = (int)(Length % capacity);
        return [.. _ring.AsSpan(start), .. _ring.AsSpan(0, start)];
    }
}
