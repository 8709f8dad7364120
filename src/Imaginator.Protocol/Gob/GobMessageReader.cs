using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Wire;

namespace Imaginator.Protocol.Gob;

/// <summary>Takes length-delimited messages from a connection, one at a time.</summary>
internal sealed class GobMessageReader(InputBuffer input, GobLimits limits) : IDisposable
{
    private CancellationToken _cancellationToken;
    private long _valueBytes;

    public GobLimits Limits => limits;

    /// <summary>The types that the stream has defined.</summary>
    public GobWireTypes Types { get; } = new(limits);

    /// <summary>The plans made for this stream.</summary>
    public GobBinder Binder => field ??= new GobBinder(Types);

    /// <summary>Whether the last message that began has been read to its end.</summary>
    public bool IsBetweenMessages { get; private set; } = true;

    /// <summary>The message that was read last.</summary>
    public SegmentBuffer Message { get; } = new();

    /// <summary>Reads the first message of a value, or a definition before it.</summary>
    /// <param name="cancellationToken">Gives up, also later, in <see cref="WaitForContinuation"/>.</param>
    /// <returns>Completes when it is there.</returns>
    /// <exception cref="EndOfStreamException">The stream ends before it.</exception>
    /// <exception cref="GobException">It is too long, or the stream ends within it.</exception>
    public ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _valueBytes = 0;
        return ReadMessageAsync(cancellationToken);
    }

    /// <summary>
    /// Reads the next message of a value that is being decoded. Decoding is synchronous, so this one wait is, too: it
    /// happens once for each type that Go defines in the middle of a value (at most a handful per image), and the
    /// sender has the message under way.
    /// </summary>
    /// <exception cref="GobException">It is too long, does not come in time, or the stream ends before it.</exception>
    /// <exception cref="OperationCanceledException">Reading the value was cancelled.</exception>
    public void WaitForContinuation()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
        timeout.CancelAfter(limits.ContinuationTimeout);
        try
        {
            ReadMessageAsync(timeout.Token).AsTask().GetAwaiter().GetResult();
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

    /// <inheritdoc/>
    public void Dispose() => Message.Dispose();

    private async ValueTask ReadMessageAsync(CancellationToken cancellationToken)
    {
        Message.Clear();
        IsBetweenMessages = false;
        var length = 0L;
        while (length == 0)
        {
            length = await ReadLengthAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            for (var missing = length; missing > 0;)
            {
                var room = Message.Rent(missing);
                var part = (int)Math.Min(missing, room.Length);
                await input.ReadExactlyAsync(room[..part], cancellationToken).ConfigureAwait(false);
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
        var first = await input.ReadByteAsync(cancellationToken).ConfigureAwait(false);
        var length = (ulong)first;
        if (first > 0x7F)
        {
            length = await ReadLongLengthAsync(-(sbyte)first, cancellationToken).ConfigureAwait(false);
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
                length = (length << 8) | await input.ReadByteAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (EndOfStreamException exception)
            {
                throw new GobException("the stream ends within the length of a message", exception);
            }
        }

        return length;
    }
}
