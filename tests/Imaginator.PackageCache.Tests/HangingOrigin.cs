using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Imaginator.PackageCache.Tests;

/// <summary>A server that answers every connection with the beginning of an answer, and then nothing.</summary>
internal sealed class HangingOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpClient> _connections = [];
    private readonly Task _serving;

    public HangingOrigin(string beginning)
    {
        _listener.Start();
        _serving = ServeAsync(Encoding.ASCII.GetBytes(beginning));
    }

    public Uri UrlOf(string path) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _connections.ForEach(connection => connection.Dispose());
        _stop.Dispose();
    }

    private async Task ServeAsync(byte[] beginning)
    {
        while (true)
        {
            var connection = await _listener.AcceptTcpClientAsync(_stop.Token);
            _connections.Add(connection);
            await connection.GetStream().WriteAsync(beginning, _stop.Token);
        }
    }
}
