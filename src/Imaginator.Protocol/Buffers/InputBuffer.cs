using System.Text;

namespace Imaginator.Protocol.Buffers;

/// <summary>
/// The reading half of a connection. Text lines, gob messages and raw bytes follow each other on it without marks, so
/// that everything reads through this one buffer and takes exactly what belongs to it.
/// </summary>
/// <remarks>For one reader at a time. The stream stays the caller's.</remarks>
internal sealed class InputBuffer
{
    private readonly Stream _stream;
    private readonly int _normalSize;
    private int _size;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private Task<int>? _pending;

    /// <summary>Reads from a stream.</summary>
    /// <param name="peeked">Bytes that somebody has read from the stream already and that come first.</param>
    /// <param name="size">How much is read ahead, in bytes.</param>
    public InputBuffer(Stream stream, ReadOnlySpan<byte> peeked = default, int size = 4096)
    {
        _stream = stream;
        _size = _normalSize = Math.Max(size, peeked.Length);
        if (!peeked.IsEmpty)
        {
            peeked.CopyTo(Bytes);
            _end = peeked.Length;
        }
    }

    // Connections that say nothing have none.
    private byte[] Bytes => _buffer ??= new byte[_size];

    /// <summary>How many bytes have arrived and not been read.</summary>
    public int Buffered => _end - _start;

    /// <summary>Reads further ahead from now on, until the connection is idle: for much that comes in small pieces.</summary>
    /// <param name="size">How far, in bytes.</param>
    public void Enlarge(int size)
    {
        if (size <= _size || _pending is not null)
        {
            return;
        }

        _size = size;
        if (_buffer is { } small)
        {
            _buffer = new byte[size];
            small.AsSpan(_start, Buffered).CopyTo(_buffer);
            (_start, _end) = (0, Buffered);
        }
    }

    /// <summary>
    /// Waits for the other side to say something, for hours perhaps, and holds no memory meanwhile. It is no fault if nothing
    /// has arrived afterwards.
    /// </summary>
    /// <returns>Completes when there may be something to read, or the stream has ended.</returns>
    public async ValueTask WaitIdleAsync(CancellationToken cancellationToken)
    {
        if (_start == _end && _pending is null)
        {
            _buffer = null;
            _size = _normalSize;

            // Streams of connections complete such a read when there is something; others do so at once.
            _ = await _stream.ReadAsync(default(Memory<byte>), cancellationToken);
        }
    }

    /// <summary>Waits until there is at least one byte to read.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (_start < _end)
        {
            return true;
        }

        _start = 0;
        _end = 0;
        if (_pending is { } pending)
        {
            _end = await pending.WaitAsync(cancellationToken);
            _pending = null;
        }
        else
        {
            _end = await _stream.ReadAsync(Bytes, cancellationToken);
        }

        return _end > 0;
    }

    /// <summary>
    /// Watches the stream while nobody reads from it. What arrives meanwhile is not lost; the next read gets it.
    /// </summary>
    /// <param name="connectionAborted">Ends the connection; nothing shorter may end the watch, or bytes would be lost.</param>
    public async Task<bool> WatchAsync(CancellationToken connectionAborted)
    {
        if (_start < _end)
        {
            return true;
        }

        _pending ??= _stream.ReadAsync(Bytes, connectionAborted).AsTask();
        try
        {
            return await _pending > 0;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Takes a byte.</summary>
    /// <returns>The byte.</returns>
    /// <exception cref="EndOfStreamException">There is none.</exception>
    public async ValueTask<byte> ReadByteAsync(CancellationToken cancellationToken)
    {
        if (!await WaitAsync(cancellationToken))
        {
            throw new EndOfStreamException("the connection ended");
        }

        return Bytes[_start++];
    }

    /// <summary>Takes what has arrived, at least one byte.</summary>
    /// <param name="destination">Gets the bytes.</param>
    /// <returns>How many; 0 at the end of the stream.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_start == _end && _pending is null && destination.Length >= _size)
        {
            return await _stream.ReadAsync(destination, cancellationToken);
        }

        if (!await WaitAsync(cancellationToken))
        {
            return 0;
        }

        var count = Math.Min(destination.Length, Buffered);
        Bytes.AsSpan(_start, count).CopyTo(destination.Span);
        _start += count;
        return count;
    }

    /// <summary>Fills a buffer.</summary>
    /// <param name="destination">Gets the bytes.</param>
    /// <exception cref="EndOfStreamException">The stream ended first.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (!destination.IsEmpty)
        {
            var count = await ReadAsync(destination, cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException($"the connection ended {destination.Length} bytes too early");
            }

            destination = destination[count..];
        }
    }

    /// <summary>Takes a line.</summary>
    /// <param name="maxLength">How long it may be, in bytes, without its line feed.</param>
    /// <returns>The line without its line feed, or null at the end of the stream.</returns>
    /// <exception cref="EndOfStreamException">The stream ended within the line.</exception>
    /// <exception cref="InvalidDataException">The line is longer.</exception>
    public async ValueTask<string?> ReadLineAsync(int maxLength, CancellationToken cancellationToken)
    {
        byte[]? head = null;
        while (await WaitAsync(cancellationToken))
        {
            var arrived = Bytes.AsSpan(_start, Buffered);
            var feed = arrived.IndexOf((byte)'\n');
            var part = feed < 0 ? arrived : arrived[..feed];
            if ((head?.Length ?? 0) + part.Length > maxLength)
            {
                throw new InvalidDataException($"a line is longer than the limit of {maxLength} bytes");
            }

            _start += part.Length + (feed < 0 ? 0 : 1);
            if (feed >= 0 && head is null)
            {
                return Encoding.UTF8.GetString(part);
            }

            head = [.. head ?? [], .. part];
            if (feed >= 0)
            {
                return Encoding.UTF8.GetString(head);
            }
        }

        return head is null ? null : throw new EndOfStreamException("the connection ended within a line");
    }
}
