using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Imaginator.SystemTests.Site;

/// <summary>
/// Hands connections on to a server until a client calls some method. From then on nothing passes on that connection: not the
/// call; or, where answers are held, not what the server says once it has accepted the call.
/// </summary>
internal sealed class HoldingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _target;
    private readonly byte[] _call;
    private readonly bool _holdsAnswers;
    private readonly Task _accepting;

    public HoldingProxy(int target, string method, bool holdsAnswers)
    {
        (_target, _call, _holdsAnswers) = (target, Encoding.ASCII.GetBytes(method + "\n"), holdsAnswers);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes when a client has made the call.</summary>
    public Task Held => _held.Task;

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
                var called = new TaskCompletionSource();
                await Task.WhenAny(
                    PumpRequestsAsync(client.GetStream(), server.GetStream(), called, end.Token),
                    PumpAnswersAsync(server.GetStream(), client.GetStream(), called.Task, end.Token));
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // The server has gone, or the test is over.
            }

            await end.CancelAsync();
        }
    }

    private async Task PumpRequestsAsync(NetworkStream from, NetworkStream to, TaskCompletionSource called, CancellationToken cancellationToken)
    {
        // What may be the beginning of the call is kept until more is there.
        var buffer = new byte[64 * 1024];
        var kept = 0;
        try
        {
            for (int length; (length = await from.ReadAsync(buffer.AsMemory(kept), cancellationToken)) > 0;)
            {
                var all = buffer.AsMemory(0, kept + length);
                if (all.Span.IndexOf(_call) >= 0)
                {
                    if (!_holdsAnswers)
                    {
                        _held.TrySetResult();
                        await Task.Delay(Timeout.Infinite, cancellationToken);
                    }

                    called.SetResult();
                    await to.WriteAsync(all, cancellationToken);
                    _held.TrySetResult();
                    await from.CopyToAsync(to, cancellationToken);
                    return;
                }

                kept = BeginningAtTheEnd(all.Span);
                await to.WriteAsync(all[..^kept], cancellationToken);
                all[^kept..].CopyTo(buffer);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // One side has gone, and so goes the other.
        }
    }

    private async Task PumpAnswersAsync(NetworkStream from, NetworkStream to, Task called, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int length; (length = await from.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                // An empty line accepts the call: without it, the client does not send what the call is about.
                var isHeld = called.IsCompleted;
                await to.WriteAsync(buffer.AsMemory(0, isHeld ? 1 : length), cancellationToken);
                if (isHeld)
                {
                    await from.CopyToAsync(Stream.Null, cancellationToken);
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // One side has gone, and so goes the other.
        }
    }

    private int BeginningAtTheEnd(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, _call.Length - 1);
        while (length > 0 && !bytes.EndsWith(_call.AsSpan(0, length)))
        {
            length--;
        }

        return length;
    }
}
