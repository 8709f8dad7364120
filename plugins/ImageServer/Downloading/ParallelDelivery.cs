using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Imaginator.Plugins.ImageServer.Downloading;

/// <summary>
/// Delivers objects, a limited number at a time. The first failure cancels all deliveries.
/// </summary>
internal sealed class ParallelDelivery(int maximumDeliveries, CancellationTokenSource stop) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(maximumDeliveries);
    private readonly ConcurrentQueue<Exception> _failures = new();

    /// <summary>Waits for a free slot. A call to <see cref="Start"/> or <see cref="ReleaseSlot"/> must follow.</summary>
    public Task WaitForSlotAsync(CancellationToken cancellationToken) => _slots.WaitAsync(cancellationToken);

    public void ReleaseSlot() => _slots.Release();

    /// <summary>Starts a delivery, which releases its slot at its end.</summary>
    public void Start(Func<CancellationToken, Task> deliver) => _ = DeliverAsync(deliver);

    /// <summary>Waits for all deliveries and throws the exception of the first failed one.</summary>
    public async Task CompleteAsync()
    {
        await WaitForAllAsync();
        ThrowIfFailed();
    }

    /// <summary>Throws the exception of the first failed delivery.</summary>
    public void ThrowIfFailed()
    {
        if (_failures.TryPeek(out var failure))
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>Cancels all deliveries and waits for their ends.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await WaitForAllAsync();
    }

    private async Task WaitForAllAsync()
    {
        for (var i = 0; i < maximumDeliveries; i++)
        {
            await _slots.WaitAsync(CancellationToken.None);
        }

        _slots.Release(maximumDeliveries);
    }

    private async Task DeliverAsync(Func<CancellationToken, Task> deliver)
    {
        // The thread that reads from the connection must not hash and write as well.
        await Task.Yield();
        try
        {
            await deliver(stop.Token);
        }
        catch (Exception exception)
        {
            // The caller that waits for the download gets the exception.
            _failures.Enqueue(exception);
            await stop.CancelAsync();
        }
        finally
        {
            _slots.Release();
        }
    }
}
