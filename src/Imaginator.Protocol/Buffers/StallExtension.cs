namespace Imaginator.Protocol.Buffers;

/// <summary>Extends the deadline of a read whenever something else shows that the other side makes progress. Thread-safe.</summary>
internal sealed class StallExtension
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _deadline;
    private TimeSpan _limit;

    /// <summary>A read begins, which a source cancels after a limit.</summary>
    public void Begin(CancellationTokenSource deadline, TimeSpan limit)
    {
        lock (_lock)
        {
            (_deadline, _limit) = (deadline, limit);
        }
    }

    /// <summary>The read has ended.</summary>
    public void End()
    {
        lock (_lock)
        {
            _deadline = null;
        }
    }

    /// <summary>Starts the limit again.</summary>
    public void Extend()
    {
        lock (_lock)
        {
            _deadline?.CancelAfter(_limit);
        }
    }
}
