using System.Net;
using System.Net.Sockets;

namespace Imaginator.Plugins.GitSource.Tests.Servers;

/// <summary>Stands before a server and does something to its answers.</summary>
internal sealed class TamperingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Tamper _tamper;
    private readonly Task _work;

    /// <summary>Starts to listen.</summary>
    /// <param name="serverPort">The port of the server.</param>
    /// <param name="tamper">What to do to answers.</param>
    public TamperingProxy(int serverPort, Tamper tamper)
    {
        this._serverPort = serverPort;
        this._tamper = tamper;
        _listener.Start();
        _work = AcceptAsync();
    }

    /// <summary>Looks at a piece of an answer, changes it, waits.</summary>
    /// <param name="offset">How much of the connection's answer came before.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="cancellationToken">The end of the proxy.</param>
    /// <returns>How much of the piece to pass on; if not all, the connection is closed after it.</returns>
    public delegate ValueTask<int> Tamper(long offset, Memory<byte> piece, CancellationToken cancellationToken);

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _work;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
                var up = client.GetStream().CopyToAsync(server.GetStream(), _stop.Token);
                await PassAnswerAsync(server.GetStream(), client.GetStream());
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // Either side went away, or the test is over.
            }
        }
    }

    private async Task PassAnswerAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        var offset = 0L;
        for (int count; (count = await from.ReadAsync(buffer, _stop.Token)) > 0; offset += count)
        {
            var passed = await _tamper(offset, buffer.AsMemory(0, count), _stop.Token);
            await to.WriteAsync(buffer.AsMemory(0, passed), _stop.Token);
            if (passed < count)
            {
                return;
            }
        }
    }
}
