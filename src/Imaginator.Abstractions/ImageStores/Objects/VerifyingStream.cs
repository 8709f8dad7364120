using System.Security.Cryptography;
using Imaginator.Images;

namespace Imaginator.ImageStores.Objects;

/// <summary>
/// Hashes the first bytes of another stream while they are read, and hides the others. The creator keeps the other stream: disposing of
/// this one has no effect, so that the rest can be hashed afterwards.
/// </summary>
internal sealed class VerifyingStream(Stream inner, long length, IncrementalHash hash) : Stream
{
    private const int DrainLength = 16 * 1024;

    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, length - _position)];
        var count = wanted.IsEmpty ? 0 : inner.Read(wanted);
        Add(wanted[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, length - _position)];
        var count = wanted.IsEmpty ? 0 : await inner.ReadAsync(wanted, cancellationToken).ConfigureAwait(false);
        Add(wanted.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads the rest. Returns the hash of all bytes; null if there are fewer than there should be.</summary>
    public async ValueTask<ObjectHash?> CompleteAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[DrainLength];
        while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
            // The hash gets the bytes.
        }

        return _position == length ? new ObjectHash(hash.GetHashAndReset()) : null;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Add(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        _position += bytes.Length;
    }
}
