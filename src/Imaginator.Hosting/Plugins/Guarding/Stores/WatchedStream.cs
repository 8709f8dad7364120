namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>Contents that pass between the program and a plugin: exceptions of the stream are those of its owner.</summary>
/// <param name="inner">The stream.</param>
/// <param name="length">The number of bytes that it delivers.</param>
/// <param name="replace">Receives each exception of the stream, and returns the exception to throw instead of it; null for the same.</param>
/// <param name="afterRead">Called after each read; throws if the reader must not continue.</param>
internal sealed class WatchedStream(Stream inner, long length, Func<Exception, Exception?> replace, Action afterRead) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = inner.Read(buffer);
        }
        catch (Exception e) when (replace(e) is { } other)
        {
            throw other;
        }

        afterRead();
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (replace(e) is { } other)
        {
            throw other;
        }

        afterRead();
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
