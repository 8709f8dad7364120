namespace Imaginator.Plugins.GitSource.Channels.Inspection;

/// <summary>Passes pieces of data from one thread to another that reads single bytes.</summary>
internal sealed class PieceSource : IDisposable
{
    private readonly byte[] _piece = new byte[64 * 1024];
    private readonly SemaphoreSlim _offered = new(0);
    private readonly SemaphoreSlim _consumed = new(0);
    private int _offeredLength;
    private bool _isClosed;
    private volatile bool _isFinished;

    // Of the reader alone: the other thread can offer a piece before the reader waits for it.
    private bool _hasPiece;
    private int _end;
    private int _next;

    /// <summary>The number of bytes read so far. For the reader.</summary>
    public long Position { get; private set; }

    /// <summary>Offers bytes, and waits until the reader has read them or does not read any longer.</summary>
    public void Offer(ReadOnlySpan<byte> bytes)
    {
        while (!_isFinished && !bytes.IsEmpty)
        {
            _offeredLength = Math.Min(bytes.Length, _piece.Length);
            bytes[.._offeredLength].CopyTo(_piece);
            bytes = bytes[_offeredLength..];
            _offered.Release();
            _consumed.Wait();
        }
    }

    /// <summary>Reads the next byte, and waits for it.</summary>
    /// <exception cref="OperationCanceledException">There are no further pieces.</exception>
    public byte ReadByte()
    {
        if (_next == _end)
        {
            WaitForPiece();
        }

        Position++;
        return _piece[_next++];
    }

    /// <summary>Ends the reader.</summary>
    public void Close()
    {
        _isClosed = true;
        _offered.Release();
    }

    /// <summary>Called by the reader when it does not read any longer.</summary>
    public void Finish()
    {
        _isFinished = true;
        _consumed.Release();
    }

    public void Dispose()
    {
        _offered.Dispose();
        _consumed.Dispose();
    }

    private void WaitForPiece()
    {
        if (_hasPiece)
        {
            _hasPiece = false;
            _consumed.Release();
        }

        _offered.Wait();
        if (_isClosed)
        {
            throw new OperationCanceledException("the pack ends here");
        }

        (_hasPiece, _end, _next) = (true, _offeredLength, 0);
    }
}
