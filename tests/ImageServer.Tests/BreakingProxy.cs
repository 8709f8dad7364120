using System.Net;
using System.Net.Sockets;

namespace Imaginator.Plugins.ImageServer.Tests;

/// <summary>Hands connections on, and breaks the first ones after exactly some bytes in both directions together.</summary>
internal sealed class BreakingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly int _breaksAfter;
    private readonly Task _accepting;
    private int _times;
    private long _bytesFromClients;

    public BreakingProxy(int target, int breaksAfter, int times)
    {
        (_target, _breaksAfter, _times) = (target, breaksAfter, times);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public long BytesFromClients => Interlocked.Read(ref _bytesFromClients);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, end.Token);
            }
            catch (OperationCanceledException)
            {
                return; // The test is over.
            }

            var left = new StrongBox(_times-- > 0 ? _breaksAfter : int.MaxValue);
            await Task.WhenAny(
                PumpAsync(
                    client.GetStream(), server.GetStream(), left,
                    count => Interlocked.Add(ref _bytesFromClients, count), end.Token),
                PumpAsync(server.GetStream(), client.GetStream(), left, _ => { }, end.Token));
            await end.CancelAsync();
        }
    }

    private static async Task PumpAsync(
        Stream from, Stream to, StrongBox left, Action<int> count, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            for (int length; (length = await from.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                count(length);
                var passing = (int)Math.Clamp(Interlocked.Add(ref left.Value, -length) + (long)length, 0, length);
                await to.WriteAsync(buffer.AsMemory(0, passing), cancellationToken);
                if (passing < length)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // One side has gone, and so goes the other.
        }
    }

    private sealed class StrongBox(int value)
    {
        public int Value = value;
    }
}
