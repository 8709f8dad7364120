namespace Imaginator.Host.Configuration;

/// <summary>
/// Limits rereading to once a second, regardless of the number of callers. Each caller waits for a reading that began after its
/// call. Thread-safe.
/// </summary>
internal sealed class RereadGate(Func<Task> rereadAsync, TimeProvider timeProvider)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task? _next;
    private DateTimeOffset _earliest = DateTimeOffset.MinValue;

    /// <summary>Waits for a reading that begins after this call, and fails if that reading fails.</summary>
    public Task RereadAsync()
    {
        lock (_lock)
        {
            return _next ??= Task.Run(WaitAndRereadAsync);
        }
    }

    private async Task WaitAndRereadAsync()
    {
        var wait = _earliest - timeProvider.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            // A clock that was set back must not cause a long wait.
            await Task.Delay(wait < Interval ? wait : Interval, timeProvider);
        }

        lock (_lock)
        {
            // Later callers can expect changes that this reading does not see.
            _next = null;
            _earliest = timeProvider.GetUtcNow() + Interval;
        }

        await rereadAsync();
    }
}
