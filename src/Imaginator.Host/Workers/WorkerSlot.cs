namespace Imaginator.Host.Workers;

/// <summary>A slot for one build on a worker or on this machine. Disposing of it releases the slot.</summary>
internal sealed class WorkerSlot(Worker? worker, Action<Worker?> release) : IDisposable
{
    private int _isDisposed;

    /// <summary>The worker; null for this machine.</summary>
    public Worker? Worker => worker;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            release(worker);
        }
    }
}
