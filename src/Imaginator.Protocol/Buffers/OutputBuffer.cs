namespace Imaginator.Protocol.Buffers;

/// <summary>The writing half of a connection: collects small pieces until somebody flushes.</summary>
/// <remarks>For one writer at a time. The stream stays the caller's.</remarks>
internal sealed class OutputBuffer(Stream stream, int size = 4096)
{
    private readonly int _normalSize = size;
    private int _size = size;
    private byte[]? _buffer;
    private int _count;

    // Connections that say nothing have none.
    private byte[] Bytes => _buffer ??= new byte[_size];

    /// <summary>Collects more from now on, until the connection is idle: for much that comes in small pieces.</summary>
    /// <param name="newSize">How much, in bytes.</param>
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

    /// <summary>Appends bytes; large ones go straight to the stream.</summary>
    /// <param name="bytes">The bytes; no longer used when the call has completed.</param>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > _size - _count)
        {
            await WriteBufferedAsync(cancellationToken);
        }

        if (bytes.Length >= _size)
        {
            await stream.WriteAsync(bytes, cancellationToken);
            return;
        }

        bytes.CopyTo(Bytes.AsMemory(_count));
        _count += bytes.Length;
    }

    /// <summary>Sends everything on its way.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await WriteBufferedAsync(cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Lets go of the memory until something is written again, for times when the connection is idle.</summary>
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
            await stream.WriteAsync(Bytes.AsMemory(0, count), cancellationToken);
        }
    }
}
