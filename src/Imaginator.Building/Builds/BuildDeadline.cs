namespace Imaginator.Building.Builds;

/// <summary>How long a build may take, and who else may stop it. Thread-safe.</summary>
internal sealed class BuildDeadline : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;

    /// <summary>Starts the clock.</summary>
    /// <param name="limit">How long the build may take; infinite where another build watches over it.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="caller">Cancelled by whoever asked for the build.</param>
    public BuildDeadline(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        Limit = limit;
        _caller = caller;
        _timeout = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, caller);
    }

    /// <summary>How long the build may take.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Cancelled when the build has to stop, for whatever reason.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether the build has to stop because it took too long, and not because somebody wants it to.</summary>
    public bool HasPassed => _timeout.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }
}
