using System.Net;
using System.Net.Sockets;

namespace Imaginator.Tests.Shared;

/// <summary>Stands between clients and a server of the loopback interface. What passes on a connection is up to the derived class.</summary>
internal abstract class TestProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;

    /// <summary>Starts to listen.</summary>
    /// <param name="target">The port of the server.</param>
    protected TestProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port for clients.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    /// <summary>Carries one connection. Both sides are closed when the task ends, in whatever way.</summary>
    /// <param name="client">The connection of the client.</param>
    /// <param name="server">The connection to the server.</param>
    /// <param name="end">Canceled when the connection or the test is over.</param>
    protected abstract Task CarryAsync(NetworkStream client, NetworkStream server, CancellationToken end);

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, end.Token);
                await CarryAsync(client.GetStream(), server.GetStream(), end.Token);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One side has gone, or the test is over.
            }

            await end.CancelAsync();
        }
    }
}
