using System.Net.Sockets;

namespace Imaginator.Plugins.GitSource.Channels.Daemon;

/// <summary>A connection to a git daemon. Cancellation of the fetch closes it.</summary>
internal sealed class DaemonChannel : IChannel
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly CancellationTokenRegistration _cancellation;

    public DaemonChannel(TcpClient client, CancellationToken cancellationToken)
    {
        _client = client;
        _stream = client.GetStream();
        _cancellation = cancellationToken.Register(client.Dispose);
    }

    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    public int Read(Memory<byte> buffer) => _stream.Read(buffer.Span);

    public void Dispose()
    {
        _cancellation.Dispose();
        _client.Dispose();
    }
}
