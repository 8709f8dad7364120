using Imaginator.Protocol.Buffers;

namespace Imaginator.Protocol.Srpc;

/// <summary>A stream over a known number of raw bytes of a connection.</summary>
public sealed class RawStream(InputBuffer input, long length) : Stream
{
    private readonly long _length = length;
    private long _remaining = length;

    /// <summary>The failure of the connection that ended a read; null if there was none.</summary>
    public IOException? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _length - _remaining;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_remaining == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        var part = buffer[..(int)Math.Min(buffer.Length, _remaining)];
        try
        {
            var count = await input.ReadAsync(part, cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException($"the connection ended {_remaining} bytes too early");
            }

            _remaining -= count;
            return count;
        }
        catch (IOException exception)
        {
            // Whoever reads the contents can take it for a failure of its own.
            Failure = exception;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads and blocks the thread; for callers without asynchronous reads.</summary>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Skips the unread bytes.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (await ReadAsync(buffer, cancellationToken) > 0)
            {
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
