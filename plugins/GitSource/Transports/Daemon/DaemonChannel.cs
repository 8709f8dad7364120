using System.Net.Sockets;

namespace Imaginator.Plugins.GitSource.Transports.Daemon;

/// <summary>A connection to a git daemon; it breaks when the fetch is cancelled.</summary>
internal sealed class DaemonChannel : IChannel
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly CancellationTokenRegistration _cancellation;

    /// <summary>Takes over a connection.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="cancellationToken">Breaks it.</param>
    public DaemonChannel(TcpClient client, CancellationToken cancellationToken)
    {
        _client = client;
        _stream = client.GetStream();
        _cancellation = cancellationToken.Register(client.Dispose);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <inheritdoc/>
    public int Read(Memory<byte> buffer) => _stream.Read(buffer.Span);

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancellation.Dispose();
        _client.Dispose();
    }
}
