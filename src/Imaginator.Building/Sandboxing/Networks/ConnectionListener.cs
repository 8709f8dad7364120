using System.Net.Sockets;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>
/// Serves the connections to a listener inside a sandbox, a limited number at a time: further ones wait in the kernel. Disposing of it
/// ends all connections.
/// </summary>
internal sealed class ConnectionListener : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly int _maximum;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    /// <summary>Starts to accept connections.</summary>
    /// <param name="listener">The socket, which this object owns.</param>
    /// <param name="maximum">The number of connections at a time.</param>
    /// <param name="serve">Serves a connection. Its socket is closed afterwards.</param>
    public ConnectionListener(Socket listener, int maximum, Func<Socket, CancellationToken, Task> serve)
    {
        _listener = listener;
        _serve = serve;
        _maximum = maximum;
        _slots = new SemaphoreSlim(maximum);
        _accepting = AcceptAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        for (var i = 0; i < _maximum; i++)
        {
            await _slots.WaitAsync();
        }

        _slots.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _slots.WaitAsync(_end.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                _ = ServeAsync(await _listener.AcceptAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Closed by this process; or the client has left already.
                _slots.Release();
            }
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        try
        {
            // Not on the thread that accepts.
            await Task.Yield();
            using (connection)
            {
                await _serve(connection, _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or IOException)
        {
            // The connection has ended, and the command in the sandbox sees its end.
        }
        finally
        {
            _slots.Release();
        }
    }
}
