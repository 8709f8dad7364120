using Imaginator.ImageStores.Objects;

namespace Imaginator.Testing;

/// <summary>The contents of an object as a stream that has a fault at one position.</summary>
public sealed class FaultyStream : Stream
{
    /// <summary>The message of the exception of <see cref="StreamFault.Throw"/>.</summary>
    public const string Message = "a fault that the test injected";

    private readonly ReadOnlyMemory<byte> _contents;
    private readonly StreamFault _fault;
    private readonly int _faultPosition;
    private bool _hasReached;
    private int _position;

    /// <summary>Creates the stream.</summary>
    /// <param name="contents">The contents without the fault.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="position">The position of the fault in bytes.</param>
    public FaultyStream(ReadOnlyMemory<byte> contents, StreamFault fault, int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, contents.Length);
        _contents = contents;
        _fault = fault;
        _faultPosition = position;
    }

    /// <summary>Called once before the first read at or beyond the position; null for no call.</summary>
    public Action? Reached { get; init; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Creates the contents of an object that is read from this stream and has the length of the contents without the fault.</summary>
    /// <returns>The contents.</returns>
    public ObjectContents ToObjectContents() => ObjectContents.FromStream(this, _contents.Length);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        // A read never crosses the position, so that the bytes before it arrive in any case.
        var end = _position < _faultPosition ? _faultPosition : _contents.Length;
        if (_position >= _faultPosition && !Reach())
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, end - _position);
        _contents.Span.Slice(_position, count).CopyTo(buffer);
        if (_fault == StreamFault.FlipByte && count > 0 && _position == _faultPosition)
        {
            buffer[0] ^= byte.MaxValue;
        }

        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // False if the stream ends here.
    private bool Reach()
    {
        if (!_hasReached)
        {
            _hasReached = true;
            Reached?.Invoke();
        }

        return _fault switch
        {
            StreamFault.Throw => throw new IOException(Message),
            StreamFault.EndEarly => false,
            _ => true,
        };
    }
}
