using System.Text;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Srpc;

/// <summary>
/// The data exchange of a call: gob values, lines and raw bytes. Each call has a new encoder and decoder, because every
/// call sends its type definitions again.
/// </summary>
/// <remarks>Supports one reader and one writer, which can run concurrently.</remarks>
public class SrpcChannel(InputBuffer input, OutputBuffer output, GobCatalog catalog, GobLimits limits) : IDisposable
{
    private const int BulkBuffer = 128 * 1024;

    private GobEncoder? _encoder;
    private GobDecoder? _decoder;

    /// <summary>
    /// Whether both sides are at the same position of the exchange, even after a value that could not be decoded.
    /// </summary>
    public bool IsInStep => _decoder is not { IsInStep: false };

    /// <summary>Reads a value.</summary>
    /// <exception cref="GobException">The value is malformed, has another type or exceeds a limit.</exception>
    /// <exception cref="EndOfStreamException">The other side has closed the connection.</exception>
    public ValueTask<T> ReadAsync<T>(CancellationToken cancellationToken) =>
        (_decoder ??= new GobDecoder(input, limits)).ReadAsync(catalog.Get<T>(), cancellationToken);

    /// <summary>Writes a value into the buffer.</summary>
    /// <exception cref="GobException">The value cannot be encoded.</exception>
    public ValueTask WriteAsync<T>(T value, CancellationToken cancellationToken) =>
        (_encoder ??= new GobEncoder(output)).WriteAsync(catalog.Get<T>(), value, cancellationToken);

    /// <summary>
    /// Prepares for large amounts of data in small pieces: increases the sizes of the buffers in both directions.
    /// </summary>
    public void ExpectBulk()
    {
        input.Enlarge(BulkBuffer);
        output.Enlarge(BulkBuffer);
    }

    /// <summary>Reads a line of text.</summary>
    /// <exception cref="EndOfStreamException">The other side has closed the connection.</exception>
    /// <exception cref="InvalidDataException">The line is too long.</exception>
    public async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await input.ReadLineAsync(SrpcWire.MaxLineLength, cancellationToken)
        ?? throw new EndOfStreamException("the connection ended");

    /// <summary>Writes a line of text into the buffer. The line must not contain line feeds.</summary>
    public ValueTask WriteLineAsync(string line, CancellationToken cancellationToken) =>
        output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);

    /// <summary>Fills a buffer with raw bytes.</summary>
    /// <exception cref="EndOfStreamException">The other side has closed the connection.</exception>
    public ValueTask ReadRawAsync(Memory<byte> destination, CancellationToken cancellationToken) =>
        input.ReadExactlyAsync(destination, cancellationToken);

    /// <summary>Writes raw bytes.</summary>
    public ValueTask WriteRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        output.WriteAsync(bytes, cancellationToken);

    /// <summary>Writes raw bytes from a stream.</summary>
    /// <param name="length">The number of bytes to write.</param>
    /// <exception cref="EndOfStreamException">The stream has fewer bytes.</exception>
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

    /// <summary>
    /// Opens a stream over the next raw bytes. Its unread bytes must be consumed before any other read.
    /// </summary>
    public RawStream OpenRaw(long length) => new(input, length);

    /// <summary>Sends the buffered bytes.</summary>
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
