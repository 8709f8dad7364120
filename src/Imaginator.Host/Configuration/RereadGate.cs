namespace Imaginator.Host.Configuration;

/// <summary>
/// Reads something again for those who miss something in it: at most once in a second, however many ask, and each of them
/// waits for a reading that began after it asked. Thread-safe.
/// </summary>
/// <param name="rereadAsync">Reads it again.</param>
/// <param name="time">The time.</param>
internal sealed class RereadGate(Func<Task> rereadAsync, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task? _next;
    private DateTimeOffset _earliest = DateTimeOffset.MinValue;

    /// <summary>Waits for a reading that begins from now on.</summary>
    /// <returns>Completes when it has been read; fails as the reading does.</returns>
    public Task RereadAsync()
    {
        lock (_lock)
        {
            return _next ??= Task.Run(WaitAndRereadAsync);
        }
    }

    private async Task WaitAndRereadAsync()
    {
        var wait = _earliest - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            // A clock that was set back must not make anybody wait for hours.
            await Task.Delay(wait < Interval ? wait : Interval, time);
        }

        lock (_lock)
        {
            // Whoever asks from here on may want what is written after this reading.
            _next = null;
            _earliest = time.GetUtcNow() + Interval;
        }

        await rereadAsync();
    }
}
