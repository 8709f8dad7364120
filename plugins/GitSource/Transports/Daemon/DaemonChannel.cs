using System.Net.Sockets;

namespace Imaginator.Plugins.GitSource.Transports.Daemon;

/// <summary>A connection to a git daemon; it breaks when the fetch is cancelled.</summary>
internal sealed class DaemonChannel : IChannel
{
    private readonly TcpClient client;
    private readonly NetworkStream stream;
    private readonly CancellationTokenRegistration cancellation;

    /// <summary>Takes over a connection.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="cancellationToken">Breaks it.</param>
    public DaemonChannel(TcpClient client, CancellationToken cancellationToken)
    {
        this.client = client;
        stream = client.GetStream();
        cancellation = cancellationToken.Register(client.Dispose);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    /// <inheritdoc/>
    public int Read(Memory<byte> buffer) => stream.Read(buffer.Span);

    /// <inheritdoc/>
    public void Dispose()
    {
        cancellation.Dispose();
        client.Dispose();
    }
}
