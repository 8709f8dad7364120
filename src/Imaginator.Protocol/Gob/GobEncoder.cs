using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob;

/// <summary>
/// Writes values to a stream: first the definitions of types that are new to the stream, then the value.
/// </summary>
/// <remarks>Supports one writer at a time. Does not flush the output.</remarks>
public sealed class GobEncoder(OutputBuffer output) : IDisposable
{
    private readonly GobWriteContext _context = new();
    private readonly SegmentBuffer _value = new();
    private readonly SegmentBuffer _small = new();

    /// <summary>Writes a value.</summary>
    /// <param name="cancellationToken">Cancels the write; the stream is then unusable.</param>
    /// <exception cref="GobException">The value cannot be encoded; nothing was written.</exception>
    public async ValueTask WriteAsync<T>(GobCodec<T> codec, T value, CancellationToken cancellationToken)
    {
        EncodeValue(codec, value);
        foreach (var schema in _context.TakeUndefined())
        {
            EncodeDefinition(schema);
            await SendAsync(_small, cancellationToken);
        }

        await SendAsync(_value, cancellationToken);
        _value.Reuse();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.Dispose();
        _value.Dispose();
        _small.Dispose();
    }

    private void EncodeValue<T>(GobCodec<T> codec, T value)
    {
        var writer = new GobWriter(_value, _context);
        writer.WriteInt(writer.GetTypeId(codec.Schema));
        if (codec.Schema.Kind != GobKind.Struct)
        {
            writer.WriteUint(0);
        }

        codec.Write(ref writer, value);
        writer.Complete();
    }

    private void EncodeDefinition(GobSchema schema)
    {
        var writer = new GobWriter(_small, _context);
        GobDefinitionWriter.Write(ref writer, schema, _context.GetName(schema));
        writer.Complete();
    }

    private async ValueTask SendAsync(SegmentBuffer message, CancellationToken cancellationToken)
    {
        await output.WriteAsync(EncodeLength(message.Length), cancellationToken);
        for (var i = 0; i < message.Count; i++)
        {
            await output.WriteAsync(message[i], cancellationToken);
        }
    }

    private ReadOnlyMemory<byte> EncodeLength(long length)
    {
        var scratch = _context.RentScratch();
        var writer = new GobWriter(scratch, _context);
        writer.WriteUint((ulong)length);
        writer.Complete();
        _context.ReturnScratch(scratch);
        return scratch[0];
    }
}
