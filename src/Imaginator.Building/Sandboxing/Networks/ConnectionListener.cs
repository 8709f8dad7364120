using System.Net.Sockets;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>
/// Serves the connections to a listener inside a sandbox, a limited number at a time: further ones wait in the kernel. Disposing of it
/// ends all connections.
/// </summary>
internal sealed class ConnectionListener : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener;
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly int _maximum;
    private readonly TimeProvider _timeProvider;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    /// <summary>Starts to accept connections.</summary>
    /// <param name="listener">The socket, which this object owns.</param>
    /// <param name="maximum">The number of connections at a time.</param>
    /// <param name="serve">Serves a connection. Its socket is closed afterwards.</param>
    /// <param name="timeProvider">Measures the pause after a failure.</param>
    public ConnectionListener(
        Socket listener, int maximum, Func<Socket, CancellationToken, Task> serve, TimeProvider timeProvider)
    {
        _listener = listener;
        _serve = serve;
        _maximum = maximum;
        _timeProvider = timeProvider;
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
        try
        {
            while (!_end.IsCancellationRequested)
            {
                await _slots.WaitAsync(_end.Token);
                if (!await TryAcceptAsync())
                {
                    await Task.Delay(PauseAfterFailure, _timeProvider, _end.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closed by this process.
        }
    }

    /// <summary>Accepts a connection; false if that failed, as it does immediately while this process has no free descriptors.</summary>
    private async Task<bool> TryAcceptAsync()
    {
        try
        {
            _ = ServeAsync(await _listener.AcceptAsync(_end.Token));
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed by this process, or the client has left already, or there are too few descriptors.
            _slots.Release();
            return e is not SocketException;
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
