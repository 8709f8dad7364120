using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Linux.Memory;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Memory;

/// <summary>
/// Returns free memory to the system when the daemon is idle: after the start, after builds, and after large answers. The
/// garbage collector itself does so only when the process allocates again, which can be days later.
/// </summary>
internal sealed class IdleMemoryCollector(TimeProvider timeProvider, Action? collect = null) : BackgroundService, IBuildListener
{
    /// <summary>The time without events after which the daemon is idle.</summary>
    public static readonly TimeSpan QuietPeriod = TimeSpan.FromSeconds(10);

    /// <summary>The time from the start to the first check.</summary>
    public static readonly TimeSpan FirstCheckDelay = TimeSpan.FromSeconds(2);

    private int _running;
    private long _events;

    /// <summary>Collects all garbage, and returns the free memory to the system.</summary>
    private static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.ReturnFree();
    }

    /// <summary>Records that a part other than a build has used and freed much memory.</summary>
    public void ReportLargeUse() => Interlocked.Increment(ref _events);

    public void Started(BuildSnapshot build)
    {
        Interlocked.Increment(ref _running);
        Interlocked.Increment(ref _events);
    }

    public void Finished(BuildSnapshot build, BuildOutcome outcome)
    {
        if (build.StartedAt is not null)
        {
            Interlocked.Decrement(ref _running);
            Interlocked.Increment(ref _events);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FirstCheckDelay, timeProvider);
        var (seen, collected) = (0L, -1L);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = QuietPeriod;
            var now = Interlocked.Read(ref _events);
            if (Volatile.Read(ref _running) == 0 && now == seen && now != collected)
            {
                collected = now;
                (collect ?? Collect)();
            }

            seen = now;
        }
    }
}
