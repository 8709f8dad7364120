namespace Imaginator.Host.Workers;

/// <summary>The right to run one build somewhere, until it is disposed of.</summary>
internal sealed class WorkerSlot(Worker? worker, Action<Worker?> giveBack) : IDisposable
{
    private int _isDisposed;

    /// <summary>Where; null for this machine.</summary>
    public Worker? Worker => worker;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            giveBack(worker);
        }
    }
}
