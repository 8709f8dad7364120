using Imaginator.Quantities;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>
/// Writes to another stream, and fails beyond a length. Does not close the other stream. It can seek, because NuGet repeats downloads that
/// were interrupted.
/// </summary>
internal sealed class LimitedStream(Stream target, long maximumBytes) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => target.CanSeek;

    public override bool CanWrite => true;

    public override long Length => target.Length;

    public override long Position
    {
        get => target.Position;
        set => target.Position = value;
    }

    public override void Flush() => target.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => target.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => target.Seek(offset, origin);

    public override void SetLength(long value) => target.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count)
    {
        Require(count);
        target.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Require(buffer.Length);
        target.Write(buffer);
    }

    public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        await WriteAsync(buffer.AsMemory(offset, count), cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Require(buffer.Length);
        await target.WriteAsync(buffer, cancellationToken);
    }

    private void Require(int bytes)
    {
        if (target.Position + bytes > maximumBytes)
        {
            throw new ImaginatorException($"it is larger than {ByteSize.Describe(maximumBytes)}");
        }
    }
}
