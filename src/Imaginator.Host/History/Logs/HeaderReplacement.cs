namespace Imaginator.Host.History.Logs;

/// <summary>Writes another header instead of the first bytes that are written. Without any bytes, it writes none. Not thread-safe.</summary>
/// <param name="output">Receives everything; it stays open.</param>
/// <param name="header">The header.</param>
/// <param name="replacedLength">The number of bytes that the header replaces.</param>
internal sealed class HeaderReplacement(Stream output, ReadOnlyMemory<byte> header, int replacedLength) : Stream
{
    private int _left = replacedLength;
    private bool _hasHeader;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!_hasHeader && !buffer.IsEmpty)
        {
            _hasHeader = true;
            output.Write(header.Span);
        }

        var replaced = Math.Min(_left, buffer.Length);
        _left -= replaced;
        output.Write(buffer[replaced..]);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
