using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests;

/// <summary>A time that stands still until the test says otherwise, and that knows who waits for it.</summary>
internal sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentDictionary<TimeSpan, SemaphoreSlim> _timers = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Timers(dueTime).Release();
        return timer;
    }

    /// <summary>Waits until somebody waits for this very span of time, and lets it pass.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        await Timers(span).WaitAsync(TestContext.Current.CancellationToken);
        Advance(span);
    }

    private SemaphoreSlim Timers(TimeSpan dueTime) => _timers.GetOrAdd(dueTime, _ => new SemaphoreSlim(0));
}
