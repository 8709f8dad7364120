using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Gob.Wire;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Takes length-delimited messages from a connection, one at a time.</summary>
/// <remarks>
/// Go cuts values into several messages where they hold interfaces. Decoding is
/// synchronous, and so there are two ways to get the rest:
/// <list type="bullet">
/// <item>values that are expected to hold interfaces, images that is, are waited for: that happens once for each type that
/// Go defines in the middle of a value, at most a handful per image, and the sender has the message under way;</item>
/// <item>all others may hold some in fields that we do not know. A thread must not wait for what anybody may send: decoding
/// is given up (<see cref="GobContinuedException"/>) and begins anew when the rest has come.</item>
/// </list>
/// </remarks>
internal sealed class GobMessageReader(InputBuffer input, GobLimits limits) : IDisposable
{
    /// <summary>How often decoding may begin anew.</summary>
    private const int MaxContinuations = 16;

    private readonly List<SegmentBuffer> _pieces = [new SegmentBuffer()];
    private int _piece;
    private int _definitions;
    private int _knownDefinitions;
    private CancellationToken _cancellationToken;
    private long _valueBytes;

    public GobLimits Limits => limits;

    /// <summary>The types that the stream has defined.</summary>
    public GobWireTypes Types { get; } = new(limits);

    /// <summary>The plans made for this stream.</summary>
    public GobBinder Binder => field ??= new GobBinder(Types);

    /// <summary>Whether the last message that began has been read to its end.</summary>
    public bool IsBetweenMessages { get; private set; } = true;

    /// <summary>Whether the rest of the value that is being decoded is waited for.</summary>
    public bool MayWait { get; set; }

    /// <summary>The message that is being decoded.</summary>
    public SegmentBuffer Message => _pieces[_piece];

    /// <summary>Reads the first message of a value, or a definition before it.</summary>
    /// <param name="cancellationToken">Gives up, also later, in <see cref="Continue"/>.</param>
    /// <exception cref="EndOfStreamException">The stream ends before it.</exception>
    /// <exception cref="GobException">It is too long, or the stream ends within it.</exception>
    public ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        Clear();
        _cancellationToken = cancellationToken;
        _valueBytes = 0;
        return ReadMessageAsync(cancellationToken);
    }

    /// <summary>Goes on to the next message of a value that is being decoded.</summary>
    /// <exception cref="GobException">It is too long, does not come in time, or the stream ends before it.</exception>
    /// <exception cref="GobContinuedException">It is not waited for.</exception>
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

    /// <summary>Reads the next message of a value that is then to be decoded from its beginning.</summary>
    /// <exception cref="GobException">
    /// There have been too many, it is too long, does not come in time, or the stream ends before it.
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

    /// <summary>Adds a type that is defined in the middle of a value, unless that was done before decoding began anew.</summary>
    /// <exception cref="GobException">The id is not free, or there are too many types.</exception>
    public void Define(long id, GobWireType type)
    {
        if (_definitions == _knownDefinitions)
        {
            Types.Add(id, type);
            _knownDefinitions++;
        }

        _definitions++;
    }

    /// <summary>Gives the memory of the messages back.</summary>
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
