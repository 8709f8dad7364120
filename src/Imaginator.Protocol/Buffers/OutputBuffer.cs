namespace Imaginator.Protocol.Buffers;

/// <summary>The write half of a connection: collects small pieces until a flush.</summary>
/// <remarks>Supports one writer at a time. The caller owns the stream.</remarks>
public sealed class OutputBuffer(Stream stream, int size = 4096)
{
    /// <summary>The maximum number of bytes that must be accepted within the limit.</summary>
    private const int MaximumPiece = 128 * 1024;

    private readonly int _normalSize = size;
    private int _size = size;
    private byte[]? _buffer;
    private int _count;

    /// <summary>The time within which the other side must accept each piece; null for no limit.</summary>
    public TimeSpan? StallLimit { get; set; }

    /// <summary>Called when the other side has accepted a piece; null for nothing.</summary>
    internal Action? Progressed { get; init; }

    // Idle connections have no buffer.
    private byte[] Bytes => _buffer ??= new byte[_size];

    /// <summary>
    /// Increases the size of the buffer until the connection is idle, for large amounts of data in small pieces.
    /// </summary>
    /// <param name="newSize">The new size, in bytes.</param>
    public void Enlarge(int newSize)
    {
        if (newSize > _size)
        {
            _size = newSize;
            if (_buffer is not null)
            {
                Array.Resize(ref _buffer, newSize);
            }
        }
    }

    /// <summary>Appends bytes; large pieces are written directly to the stream.</summary>
    /// <param name="bytes">The bytes; not used after the call completes.</param>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > _size - _count)
        {
            await WriteBufferedAsync(cancellationToken);
        }

        if (bytes.Length >= _size)
        {
            await WriteThroughAsync(bytes, cancellationToken);
            return;
        }

        bytes.CopyTo(Bytes.AsMemory(_count));
        _count += bytes.Length;
    }

    /// <summary>Writes all buffered bytes to the stream and flushes it.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await WriteBufferedAsync(cancellationToken);
        await StallGuard.FlushAsync(stream, StallLimit, cancellationToken);
    }

    /// <summary>Releases the memory until the next write, for idle connections.</summary>
    public void ReleaseIfEmpty()
    {
        if (_count == 0)
        {
            _buffer = null;
            _size = _normalSize;
        }
    }

    private async ValueTask WriteBufferedAsync(CancellationToken cancellationToken)
    {
        if (_count > 0)
        {
            var count = _count;
            _count = 0;
            await WriteThroughAsync(Bytes.AsMemory(0, count), cancellationToken);
        }
    }

    private async ValueTask WriteThroughAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // Without a limit, one write of any length is cheaper.
        while (StallLimit is not null && bytes.Length > MaximumPiece)
        {
            await StallGuard.WriteAsync(stream, bytes[..MaximumPiece], StallLimit, cancellationToken);
            Progressed?.Invoke();
            bytes = bytes[MaximumPiece..];
        }

        await StallGuard.WriteAsync(stream, bytes, StallLimit, cancellationToken);
        Progressed?.Invoke();
    }
}
