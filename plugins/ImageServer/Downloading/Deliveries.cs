using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Imaginator.Plugins.ImageServer.Downloading;

/// <summary>Hands objects over, some at once, and stops everything when one fails.</summary>
internal sealed class Deliveries(int maxAtOnce, CancellationTokenSource stop) : IDisposable
{
    private readonly SemaphoreSlim _room = new(maxAtOnce);
    private readonly ConcurrentQueue<Exception> _failures = new();

    /// <summary>Waits until another may be started. Each success must be followed by a start or a release.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken) => _room.WaitAsync(cancellationToken);

    public void ReleaseRoom() => _room.Release();

    /// <summary>Starts a delivery.</summary>
    public void Start(Func<CancellationToken, Task> deliver) => _ = DeliverAsync(deliver);

    /// <summary>Waits for all deliveries.</summary>
    /// <exception cref="Exception">What the first that failed has thrown.</exception>
    public async Task CompleteAsync()
    {
        await WaitForAllAsync();
        ThrowIfFailed();
    }

    /// <summary>Throws what the first delivery that failed has thrown.</summary>
    public void ThrowIfFailed()
    {
        if (_failures.TryPeek(out var failure))
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    /// <summary>Stops all deliveries and waits for them.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await WaitForAllAsync();
    }

    private async Task WaitForAllAsync()
    {
        for (var i = 0; i < maxAtOnce; i++)
        {
            await _room.WaitAsync(CancellationToken.None);
        }

        _room.Release(maxAtOnce);
    }

    private async Task DeliverAsync(Func<CancellationToken, Task> deliver)
    {
        // Off the thread that reads from the connection: hashing and writing happen beside it.
        await Task.Yield();
        try
        {
            await deliver(stop.Token);
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs to whoever waits for the download.
            _failures.Enqueue(exception);
            await stop.CancelAsync();
        }
        finally
        {
            _room.Release();
        }
    }
}
