using System.Text;

namespace Imaginator.Protocol.Buffers;

/// <summary>
/// The read half of a connection. Text lines, gob messages and raw bytes follow each other on it without separators, so
/// all readers share this buffer and consume exactly the bytes that belong to them.
/// </summary>
/// <remarks>Supports one reader at a time. The caller owns the stream.</remarks>
public sealed class InputBuffer
{
    private readonly Stream _stream;
    private readonly int _normalSize;
    private int _size;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private Task<int>? _pending;
    private StallExtension? _extension;

    /// <summary>Reads from a stream.</summary>
    /// <param name="peeked">Bytes that were already read from the stream; the buffer returns them first.</param>
    /// <param name="size">The read-ahead size, in bytes.</param>
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

    // Idle connections have no buffer.
    private byte[] Bytes => _buffer ??= new byte[_size];

    /// <summary>
    /// The time within which each read must return data, see also <see cref="CountProgress"/>; null for no limit. Does not apply to <see cref="WaitIdleAsync"/> and
    /// <see cref="WatchAsync"/>.
    /// </summary>
    public TimeSpan? StallLimit { get; set; }

    /// <summary>
    /// Makes the limit one of the silence in both directions: a peer that receives can be silent. Returns what starts the limit again,
    /// for each piece that the peer has accepted.
    /// </summary>
    internal Action CountProgress() => (_extension ??= new StallExtension()).Extend;

    /// <summary>The number of bytes in the buffer that have not been consumed.</summary>
    public int Buffered => _end - _start;

    /// <summary>
    /// Increases the read-ahead size until the connection is idle, for large amounts of data in small pieces.
    /// </summary>
    /// <param name="size">The new read-ahead size, in bytes.</param>
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
    /// Waits, possibly for hours, until the other side sends data, without holding memory during the wait. The buffer
    /// may still be empty afterwards.
    /// </summary>
    /// <returns>Completes when data may be available or the stream has ended.</returns>
    public async ValueTask WaitIdleAsync(CancellationToken cancellationToken)
    {
        if (_start == _end && _pending is null)
        {
            _buffer = null;
            _size = _normalSize;

            // Streams of connections complete an empty read when data arrives; other streams complete it immediately.
            _ = await _stream.ReadAsync(default(Memory<byte>), cancellationToken);
        }
    }

    /// <summary>Waits until there is at least one byte to read.</summary>
    /// <exception cref="StalledException">No data arrived within <see cref="StallLimit"/>.</exception>
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
            _end = await StallGuard.WaitAsync(pending, StallLimit, cancellationToken);
            _pending = null;
        }
        else
        {
            _end = await StallGuard.ReadAsync(_stream, Bytes, StallLimit, _extension, cancellationToken);
        }

        return _end > 0;
    }

    /// <summary>
    /// Watches the stream, while no read is in progress, until data arrives or the stream ends. Data that arrives is kept
    /// for the next read.
    /// </summary>
    /// <returns>Whether data is available; false if the stream ended or failed.</returns>
    /// <param name="connectionAborted">
    /// Canceled when the connection ends. A token that is canceled earlier would lose bytes.
    /// </param>
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

    /// <summary>Reads one byte.</summary>
    /// <exception cref="EndOfStreamException">The stream has ended.</exception>
    public async ValueTask<byte> ReadByteAsync(CancellationToken cancellationToken)
    {
        if (!await WaitAsync(cancellationToken))
        {
            throw new EndOfStreamException("the connection ended");
        }

        return Bytes[_start++];
    }

    /// <summary>Reads the available bytes, at least one.</summary>
    /// <returns>The number of bytes read; 0 at the end of the stream.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_start == _end && _pending is null && destination.Length >= _size)
        {
            return await StallGuard.ReadAsync(_stream, destination, StallLimit, _extension, cancellationToken);
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
    /// <exception cref="EndOfStreamException">The stream ended before the buffer was full.</exception>
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

    /// <summary>Reads a line.</summary>
    /// <param name="maxLength">The maximum length in bytes, without the line feed.</param>
    /// <returns>The line without its line feed; null at the end of the stream.</returns>
    /// <exception cref="EndOfStreamException">The stream ended within the line.</exception>
    /// <exception cref="InvalidDataException">The line is longer than the maximum.</exception>
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
