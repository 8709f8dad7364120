namespace Imaginator.Protocol.Buffers;

/// <summary>The writing half of a connection: collects small pieces until somebody flushes.</summary>
/// <remarks>For one writer at a time. The stream stays the caller's.</remarks>
internal sealed class OutputBuffer(Stream stream, int size = 4096)
{
    private readonly byte[] _buffer = new byte[size];
    private int _count;

    /// <summary>Appends bytes; large ones go straight to the stream.</summary>
    /// <param name="bytes">The bytes; no longer used when the call has completed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when they are buffered or written.</returns>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > _buffer.Length - _count)
        {
            await WriteBufferedAsync(cancellationToken).ConfigureAwait(false);
        }

        if (bytes.Length >= _buffer.Length)
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        bytes.CopyTo(_buffer.AsMemory(_count));
        _count += bytes.Length;
    }

    /// <summary>Sends everything on its way.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when it is handed to the stream.</returns>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await WriteBufferedAsync(cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteBufferedAsync(CancellationToken cancellationToken)
    {
        if (_count > 0)
        {
            var count = _count;
            _count = 0;
            await stream.WriteAsync(_buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
    }
}
