namespace Imaginator.Building.Sessions;

/// <summary>The time limit of a build, combined with the cancellation by its requestor. Thread-safe.</summary>
internal sealed class BuildDeadline : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _requestor;

    public BuildDeadline(TimeSpan limit, TimeProvider timeProvider, CancellationToken requestor)
    {
        Limit = limit;
        _requestor = requestor;
        _timeout = new CancellationTokenSource(limit, timeProvider);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, requestor);
    }

    public TimeSpan Limit { get; }

    /// <summary>Cancelled when the build must stop, for either reason.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether the build must stop because of its time limit, and not because the requestor cancelled it.</summary>
    public bool HasPassed => _timeout.IsCancellationRequested && !_requestor.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }
}
