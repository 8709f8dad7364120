using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Linux.Memory;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Memory;

/// <summary>
/// Returns unused memory to the system when the daemon is idle: after the start, after builds, after large answers, and after
/// everything that leaves much garbage. The garbage collector itself does so only when the process allocates again, which can be days
/// later.
/// </summary>
/// <param name="collect">Returns the memory; null for the memory of this process.</param>
/// <param name="allocated">The bytes that were allocated so far; null for those of this process.</param>
internal sealed class IdleMemoryCollector(TimeProvider timeProvider, Action? collect = null, Func<long>? allocated = null)
    : BackgroundService, IBuildListener
{
    /// <summary>The time without events after which the daemon is idle.</summary>
    public static readonly TimeSpan QuietPeriod = TimeSpan.FromSeconds(5);

    /// <summary>The bytes that an idle daemon can allocate until it is worth collecting them.</summary>
    public const long MaximumGarbage = 2 << 20;

    /// <summary>The time from the start to the first check.</summary>
    public static readonly TimeSpan FirstCheckDelay = TimeSpan.FromSeconds(2);

    private readonly AssemblyPages _assemblies = new();
    private int _running;
    private long _events;

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
        var (seen, collected, allocatedThen) = (0L, -1L, 0L);
        if (collect is null)
        {
            _assemblies.Release();
        }

        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = QuietPeriod;
            var now = Interlocked.Read(ref _events);
            if (Volatile.Read(ref _running) == 0 && now == seen
                && (now != collected || ReadAllocated() - allocatedThen > MaximumGarbage))
            {
                collected = now;
                (collect ?? Collect)();
                allocatedThen = ReadAllocated();
            }

            seen = now;
        }
    }

    private long ReadAllocated() => allocated?.Invoke() ?? GC.GetTotalAllocatedBytes();

    /// <summary>Collects all garbage, and returns the unused memory to the system.</summary>
    private void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.ReturnFree();
        _assemblies.Release();
    }
}
