using System.Security.Cryptography;
using Imaginator.Protocol.Srpc;

namespace Imaginator.Plugins.ImageServer.Downloading;

/// <summary>Hashes the bytes that are read from another stream.</summary>
/// <param name="inner">The stream of which the first bytes are read.</param>
/// <param name="reopen">Opens the stream of the further bytes when a read has failed: after a number of bytes, for a reason.</param>
internal sealed class HashingStream(
    RawStream inner, IncrementalHash hash, Func<long, Exception, CancellationToken, Task<Stream>> reopen) : Stream
{
    private readonly long _length = inner.Length;
    private Stream _current = inner;
    private long _position;

    /// <summary>The exception that ended the reads; null if there was none.</summary>
    public ImaginatorException? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var count = await _current.ReadAsync(buffer, cancellationToken);
                hash.AppendData(buffer.Span[..count]);
                _position += count;
                return count;
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                _current = await ReopenAsync(exception, cancellationToken);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Blocks the thread: for consumers that read synchronously.</summary>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Reads and hashes the rest.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (await ReadAsync(buffer, cancellationToken) > 0)
        {
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task<Stream> ReopenAsync(Exception cause, CancellationToken cancellationToken)
    {
        try
        {
            return await reopen(_position, cause, cancellationToken);
        }
        catch (ImaginatorException exception)
        {
            Failure = exception;
            throw;
        }
    }
}
