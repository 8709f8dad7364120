using System.Text;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Srpc;

/// <summary>
/// What the two ends of a call exchange: gob values, lines and raw bytes. Each call has a fresh encoder and decoder, as
/// type definitions are sent again in each.
/// </summary>
/// <remarks>One reader and one writer at a time; they may be two.</remarks>
internal class SrpcChannel(InputBuffer input, OutputBuffer output, GobCatalog catalog, GobLimits limits) : IDisposable
{
    private const int BulkBuffer = 128 * 1024;

    private GobEncoder? _encoder;
    private GobDecoder? _decoder;

    /// <summary>Whether a value that could not be decoded has left the two sides in step.</summary>
    public bool IsInStep => _decoder is not { IsInStep: false };

    /// <summary>Reads a value.</summary>
    /// <exception cref="GobException">It is malformed, of another type, or exceeds a limit.</exception>
    /// <exception cref="EndOfStreamException">The other side has gone.</exception>
    public ValueTask<T> ReadAsync<T>(CancellationToken cancellationToken) =>
        (_decoder ??= new GobDecoder(input, limits)).ReadAsync(catalog.Get<T>(), cancellationToken);

    /// <summary>Writes a value into the buffer.</summary>
    /// <exception cref="GobException">It cannot be encoded.</exception>
    public ValueTask WriteAsync<T>(T value, CancellationToken cancellationToken) =>
        (_encoder ??= new GobEncoder(output)).WriteAsync(catalog.Get<T>(), value, cancellationToken);

    /// <summary>
    /// Much is going to be exchanged in small pieces: collects more of it before it is handed to the connection, and takes
    /// more at once from there.
    /// </summary>
    public void ExpectBulk()
    {
        input.Enlarge(BulkBuffer);
        output.Enlarge(BulkBuffer);
    }

    /// <summary>Reads a line of text.</summary>
    /// <exception cref="EndOfStreamException">The other side has gone.</exception>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    public async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await input.ReadLineAsync(SrpcWire.MaxLineLength, cancellationToken)
        ?? throw new EndOfStreamException("the connection ended");

    /// <summary>Writes a line of text, which must not contain line feeds, into the buffer.</summary>
    public ValueTask WriteLineAsync(string line, CancellationToken cancellationToken) =>
        output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);

    /// <summary>Fills a buffer with raw bytes.</summary>
    /// <exception cref="EndOfStreamException">The other side has gone.</exception>
    public ValueTask ReadRawAsync(Memory<byte> destination, CancellationToken cancellationToken) =>
        input.ReadExactlyAsync(destination, cancellationToken);

    /// <summary>Writes raw bytes.</summary>
    public ValueTask WriteRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        output.WriteAsync(bytes, cancellationToken);

    /// <summary>Writes raw bytes from a stream.</summary>
    /// <param name="length">How many bytes it must have.</param>
    /// <exception cref="EndOfStreamException">The stream has fewer.</exception>
    public async ValueTask WriteRawAsync(Stream source, long length, CancellationToken cancellationToken)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (length > 0)
            {
                var part = (int)Math.Min(length, buffer.Length);
                await source.ReadExactlyAsync(buffer.AsMemory(0, part), cancellationToken);
                await output.WriteAsync(buffer.AsMemory(0, part), cancellationToken);
                length -= part;
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Raw bytes as a stream that ends after them; what was not read of it must be read before anything else.</summary>
    public RawStream OpenRaw(long length) => new(input, length);

    /// <summary>Sends what is in the buffer.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _encoder?.Dispose();
        _decoder?.Dispose();
    }
}
