using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>A conversation as libgit2 wants it.</summary>
/// <param name="transport">What made it.</param>
/// <param name="session">The fetch that it is for.</param>
/// <param name="channel">The conversation; it is disposed of by whoever frees the stream.</param>
internal sealed class ChannelStream(SmartSubtransport transport, TransportSession session, IChannel channel)
    : SmartSubtransportStream(transport)
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <inheritdoc/>
    public override int Read(Stream dataStream, long length, out long bytesRead)
    {
        var count = session.Guard(() =>
        {
            var read = channel.Read(_buffer.AsMemory(0, (int)Math.Min(length, _buffer.Length)));
            session.Count(read);
            return read;
        });
        dataStream.Write(_buffer, 0, count);
        bytesRead = count;
        return 0;
    }

    /// <inheritdoc/>
    public override int Write(Stream dataStream, long length) => session.Guard(() =>
    {
        for (var left = length; left > 0;)
        {
            var count = dataStream.Read(_buffer, 0, (int)Math.Min(left, _buffer.Length));
            if (count == 0)
            {
                throw new EndOfStreamException("libgit2 announced more bytes than it had.");
            }

            channel.Write(_buffer.AsSpan(0, count));
            left -= count;
        }

        return 0;
    });

    /// <inheritdoc/>
    protected override void Free()
    {
        try
        {
            channel.Dispose();
        }
        finally
        {
            base.Free();
        }
    }
}
