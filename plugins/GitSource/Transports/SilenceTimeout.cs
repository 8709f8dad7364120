namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>Cancels a fetch while it waits for a server that sends nothing for too long.</summary>
internal sealed class SilenceTimeout : IDisposable
{
    private readonly TimeSpan _maximum;
    private readonly CancellationTokenSource _cancellation;

    public SilenceTimeout(TimeSpan maximum, TimeProvider timeProvider)
    {
        _maximum = maximum;
        _cancellation = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
    }

    /// <summary>Cancelled when the server was silent for too long.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Begins to wait for the server.</summary>
    public void Begin() => _cancellation.CancelAfter(_maximum);

    /// <summary>Ends the wait. Without effect after the timeout.</summary>
    public void End() => _cancellation.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose() => _cancellation.Dispose();
}
