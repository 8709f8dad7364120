namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>
/// Notices commands that have met a limit of their control group and continue. They cannot succeed any longer, but a loop that starts
/// processes, or that uses up the memory again and again, slows down all other builds: locks of the kernel are shared. Thread-safe.
/// </summary>
internal sealed class LimitWatch : IDisposable
{
    /// <summary>Tools that cannot start a process try again some times, which is no reason to kill them.</summary>
    public const int MaximumRefusedProcesses = 100;

    // A loop that starts processes reaches its limit within milliseconds.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1);

    // Most commands end by themselves when a process was killed, and say what they did: 1 s.
    private const int ChecksAfterMemoryKill = 10;

    private readonly ControlGroup _group;
    private readonly ControlGroupEvents _before;
    private readonly CancellationTokenSource _reached = new();
    private readonly ITimer _timer;
    private int _checksSinceMemoryKill;

    /// <summary>Starts to watch.</summary>
    /// <param name="before">The events before the command was started.</param>
    public LimitWatch(ControlGroup group, ControlGroupEvents before, TimeProvider timeProvider)
    {
        _group = group;
        _before = before;
        _timer = timeProvider.CreateTimer(_ => Check(), null, Interval, Interval);
    }

    /// <summary>Cancelled when the commands must be killed.</summary>
    public CancellationToken Reached => _reached.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();

        // Not disposed of: a check can run at this moment. It has no timer and no handle.
    }

    private void Check()
    {
        var events = _group.ReadEvents();
        var isOutOfMemory = events.MemoryKills > _before.MemoryKills && Interlocked.Increment(ref _checksSinceMemoryKill) > ChecksAfterMemoryKill;
        if (isOutOfMemory || events.RefusedProcesses - _before.RefusedProcesses > MaximumRefusedProcesses)
        {
            _reached.Cancel();
        }
    }
}
