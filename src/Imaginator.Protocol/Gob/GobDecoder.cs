using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob;

/// <summary>Reads values from a stream, and no byte beyond the last value.</summary>
/// <remarks>Supports one reader at a time.</remarks>
public sealed class GobDecoder(InputBuffer input, GobLimits limits) : IDisposable
{
    private readonly GobMessageReader _messages = new(input, limits);
    private bool _isDecoded = true;
    private bool _isCut;
    private bool _isOneMessage;

    /// <summary>
    /// Whether the position on the stream is known to be after the last value, even if the value could not be decoded.
    /// </summary>
    public bool IsInStep => _isDecoded || (_isOneMessage && _messages.IsBetweenMessages);

    /// <summary>Reads the next value.</summary>
    /// <param name="cancellationToken">Cancels the read; the stream is then unusable.</param>
    /// <exception cref="EndOfStreamException">The stream ends before the value.</exception>
    /// <exception cref="GobException">The value is malformed, has another type or exceeds a limit.</exception>
    public async ValueTask<T> ReadAsync<T>(GobCodec<T> codec, CancellationToken cancellationToken)
    {
        (_isDecoded, _isCut, _isOneMessage) = (false, false, false);
        try
        {
            await _messages.ReadAsync(cancellationToken);
            while (true)
            {
                try
                {
                    if (TryDecode(codec, out var value))
                    {
                        _isDecoded = true;
                        return value;
                    }
                }
                catch (GobContinuedException)
                {
                    (_isCut, _isOneMessage) = (true, false);
                    await _messages.ReadMoreAsync();
                    continue;
                }

                await ReadAfterDefinitionAsync(cancellationToken);
            }
        }
        finally
        {
            _messages.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _messages.Dispose();

    private async ValueTask ReadAfterDefinitionAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _messages.ReadAsync(cancellationToken);
        }
        catch (EndOfStreamException exception)
        {
            throw new GobException("the stream ends after a type definition", exception);
        }
    }

    // Synchronous: a complete message has arrived. False: it was a definition.
    private bool TryDecode<T>(GobCodec<T> codec, out T value)
    {
        var reader = new GobReader(_messages);
        var id = reader.ReadInt();
        if (id < 0)
        {
            value = default!;
            _messages.Types.Add(-id, GobDefinitionReader.Read(ref reader));
            return reader.IsAtEnd ? false : throw new GobException("a type definition is followed by something");
        }

        // From here on, this message belongs to the value and is its last one, unless the value can be split.
        _isOneMessage = !codec.Schema.MayBeCut && !_isCut;
        _messages.MayWait = codec.Schema.MayBeCut;
        var typeId = GobReader.Narrow<long, int>(id);
        var plan = _messages.Binder.Bind(codec, typeId);
        if (codec.Schema.Kind != GobKind.Struct)
        {
            reader.ReadSingletonMark();
        }

        value = plan.Read(ref reader);
        return true;
    }
}
