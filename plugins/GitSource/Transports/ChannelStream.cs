using Imaginator.Plugins.GitSource.Channels;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>Adapts a channel to libgit2. Disposes of the channel when libgit2 frees the stream.</summary>
internal sealed class ChannelStream(SmartSubtransport transport, TransportSession session, IChannel channel)
    : SmartSubtransportStream(transport)
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public override int Read(Stream dataStream, long length, out long bytesRead)
    {
        var count = session.Guard(() =>
        {
            var read = channel.Read(_buffer.AsMemory(0, (int)Math.Min(length, _buffer.Length)));
            session.CountReceived(read);
            return read;
        });
        dataStream.Write(_buffer, 0, count);
        bytesRead = count;
        return 0;
    }

    public override int Write(Stream dataStream, long length) => session.Guard(() =>
    {
        for (var left = length; left > 0;)
        {
            var count = dataStream.Read(_buffer, 0, (int)Math.Min(left, _buffer.Length));
            if (count == 0)
            {
                throw new EndOfStreamException("cannot send the request: libgit2 announced more bytes than it provided");
            }

            channel.Write(_buffer.AsSpan(0, count));
            left -= count;
        }

        return 0;
    });

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
