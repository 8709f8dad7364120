using System.IO.Pipelines;
using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.Host.Images.Contents;

/// <summary>
/// Reads an object as a stream. Stores deliver objects to a receiver, which writes them to a pipe with a bounded buffer.
/// </summary>
internal static class ObjectStream
{
    /// <summary>Begins to read an object. The caller must dispose of the stream, which ends the delivery.</summary>
    /// <param name="store">The store.</param>
    /// <param name="hash">The hash of the object.</param>
    /// <param name="peekLength">The number of bytes to return before the stream is read; fewer if the object is shorter.</param>
    /// <param name="cancellationToken">Cancels the wait for these bytes.</param>
    /// <returns>The whole contents as a stream, and the first bytes.</returns>
    /// <exception cref="ImageStoreException">The store does not deliver the object.</exception>
    public static async Task<(Stream Contents, byte[] Start)> OpenAsync(
        IImageStore store, ObjectHash hash, int peekLength, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var end = new CancellationTokenSource();
        var delivery = Task.Run(() => DeliverAsync(store, hash, pipe.Writer, end.Token), CancellationToken.None);
        var contents = new DeliveredStream(pipe.Reader.AsStream(), delivery, end);
        try
        {
            var result = await pipe.Reader.ReadAtLeastAsync(peekLength, cancellationToken);
            var start = result.Buffer.Slice(0, Math.Min(peekLength, result.Buffer.Length));
            var bytes = new byte[start.Length];
            var position = 0;
            foreach (var segment in start)
            {
                segment.Span.CopyTo(bytes.AsSpan(position));
                position += segment.Length;
            }

            // All of it stays in the pipe.
            pipe.Reader.AdvanceTo(result.Buffer.Start);
            return (contents, bytes);
        }
        catch
        {
            await contents.DisposeAsync();
            throw;
        }
    }

    private static async Task DeliverAsync(IImageStore store, ObjectHash hash, PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await store.GetVerifiedObjectsAsync(
                [hash],
                async (_, contents, token) =>
                {
                    await using var stream = contents.OpenRead();
                    await stream.CopyToAsync(writer, token);
                },
                cancellationToken);
        }
        catch (Exception e)
        {
            // The reader gets it.
            failure = e;
        }

        await writer.CompleteAsync(failure);
    }

    /// <summary>Ends the delivery with the stream.</summary>
    private sealed class DeliveredStream(Stream inner, Task delivery, CancellationTokenSource end) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.ReadAsync(buffer, offset, count, cancellationToken);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            await inner.DisposeAsync();
            await delivery.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            end.Dispose();
            await base.DisposeAsync();
        }
    }
}
