using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Gob.Wire;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Reads length-delimited messages from a connection, one at a time.</summary>
/// <remarks>
/// Go splits values that contain interfaces into several messages. Decoding is synchronous, so there are two ways to
/// get the remaining messages:
/// <list type="bullet">
/// <item>For values that are expected to contain interfaces, such as images, the reader blocks until the next message
/// arrives. This happens once per type that Go defines in the middle of a value, at most a few times per image, and the
/// sender is already transmitting the message.</item>
/// <item>Other values can contain interfaces only in unknown fields. A thread must not block on data from untrusted
/// senders: decoding stops with <see cref="GobContinuedException"/> and restarts when the next message has
/// arrived.</item>
/// </list>
/// </remarks>
public sealed class GobMessageReader(InputBuffer input, GobLimits limits) : IDisposable
{
    /// <summary>The maximum number of times that decoding can restart.</summary>
    private const int MaxContinuations = 16;

    private readonly List<SegmentBuffer> _pieces = [new SegmentBuffer()];
    private int _piece;
    private int _definitions;
    private int _knownDefinitions;
    private CancellationToken _cancellationToken;
    private long _valueBytes;

    public GobLimits Limits => limits;

    /// <summary>The types defined on the stream.</summary>
    public GobWireTypes Types { get; } = new(limits);

    /// <summary>The plans for this stream.</summary>
    public GobBinder Binder => field ??= new GobBinder(Types);

    /// <summary>Whether the last message was read completely.</summary>
    public bool IsBetweenMessages { get; private set; } = true;

    /// <summary>Whether to block for the remaining messages of the value that is being decoded.</summary>
    public bool MayWait { get; set; }

    /// <summary>The message that is being decoded.</summary>
    public SegmentBuffer Message => _pieces[_piece];

    /// <summary>Reads the first message of a value, or a definition before it.</summary>
    /// <param name="cancellationToken">Cancels the read, and also later reads in <see cref="Continue"/>.</param>
    /// <exception cref="EndOfStreamException">The stream ended before the message.</exception>
    /// <exception cref="GobException">The message is too long, or the stream ended within it.</exception>
    public ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        Clear();
        _cancellationToken = cancellationToken;
        _valueBytes = 0;
        return ReadMessageAsync(cancellationToken);
    }

    /// <summary>Reads the next message of the value that is being decoded.</summary>
    /// <exception cref="GobException">
    /// The message is too long or does not arrive in time, or the stream ended before it.
    /// </exception>
    /// <exception cref="GobContinuedException"><see cref="MayWait"/> is false.</exception>
    public void Continue()
    {
        if (_piece + 1 < _pieces.Count)
        {
            _piece++;
        }
        else if (MayWait)
        {
            ReadContinuationAsync().GetAwaiter().GetResult();
        }
        else
        {
            throw new GobContinuedException();
        }
    }

    /// <summary>Reads the next message of a value that is then decoded again from its start.</summary>
    /// <exception cref="GobException">
    /// There are too many messages, or the message is too long or does not arrive in time, or the stream ended before
    /// it.
    /// </exception>
    public async Task ReadMoreAsync()
    {
        if (_pieces.Count > MaxContinuations)
        {
            throw new GobException($"a value is cut into more than {MaxContinuations} messages");
        }

        _pieces.Add(new SegmentBuffer());
        _piece = _pieces.Count - 1;
        await ReadContinuationAsync();
        _piece = 0;
        _definitions = 0;
    }

    /// <summary>
    /// Adds a type that is defined in the middle of a value, unless it was already added before decoding restarted.
    /// </summary>
    /// <exception cref="GobException">The id is in use, or there are too many types.</exception>
    public void Define(long id, GobWireType type)
    {
        if (_definitions == _knownDefinitions)
        {
            Types.Add(id, type);
            _knownDefinitions++;
        }

        _definitions++;
    }

    /// <summary>Releases the memory of the messages.</summary>
    public void Clear()
    {
        _pieces.ForEach(piece => piece.Clear());
        _pieces.RemoveRange(1, _pieces.Count - 1);
        (_piece, _definitions, _knownDefinitions) = (0, 0, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private async Task ReadContinuationAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
        timeout.CancelAfter(limits.ContinuationTimeout);
        try
        {
            await ReadMessageAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!_cancellationToken.IsCancellationRequested)
        {
            throw new GobException($"the rest of a value did not come within {limits.ContinuationTimeout}");
        }
        catch (EndOfStreamException exception)
        {
            throw new GobException("the stream ends within a value", exception);
        }
    }

    private async ValueTask ReadMessageAsync(CancellationToken cancellationToken)
    {
        Message.Clear();
        IsBetweenMessages = false;
        var length = 0L;
        while (length == 0)
        {
            length = await ReadLengthAsync(cancellationToken);
        }

        try
        {
            for (var missing = length; missing > 0;)
            {
                var room = Message.Rent(missing);
                var part = (int)Math.Min(missing, room.Length);
                await input.ReadExactlyAsync(room[..part], cancellationToken);
                Message.Commit(part);
                missing -= part;
            }

            IsBetweenMessages = true;
        }
        catch (EndOfStreamException exception)
        {
            throw new GobException("the stream ends within a message", exception);
        }
    }

    private async ValueTask<long> ReadLengthAsync(CancellationToken cancellationToken)
    {
        var first = await input.ReadByteAsync(cancellationToken);
        var length = (ulong)first;
        if (first > 0x7F)
        {
            length = await ReadLongLengthAsync(-(sbyte)first, cancellationToken);
        }

        if (length > (ulong)(limits.MaxValueBytes - _valueBytes))
        {
            throw new GobException($"a value is longer than the permitted {limits.MaxValueBytes} bytes");
        }

        _valueBytes += (long)length;
        return (long)length;
    }

    private async ValueTask<ulong> ReadLongLengthAsync(int count, CancellationToken cancellationToken)
    {
        if (count > 8)
        {
            throw new GobException("the length of a message is longer than 8 bytes");
        }

        var length = 0UL;
        for (var i = 0; i < count; i++)
        {
            try
            {
                length = (length << 8) | await input.ReadByteAsync(cancellationToken);
            }
            catch (EndOfStreamException exception)
            {
                throw new GobException("the stream ends within the length of a message", exception);
            }
        }

        return length;
    }
}
