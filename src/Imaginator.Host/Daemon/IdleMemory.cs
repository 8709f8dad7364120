using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Snapshots;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Daemon;

/// <summary>
/// Gives memory back when nothing is built: what the start has needed, and then what builds have. The collector by itself
/// would keep it for the next time, which for a daemon may be tomorrow.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="giveBack">Gives memory back.</param>
internal sealed class IdleMemory(TimeProvider time, Action giveBack) : BackgroundService, IBuildListener
{
    /// <summary>How long nothing must have been built.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long after the start the first look is.</summary>
    public static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(2);

    private int _running;
    private long _events;

    /// <summary>Has the collector give back all it can.</summary>
    public static void Collect() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Something else than a build has used much memory, and does not any more.</summary>
    public void Used() => Interlocked.Increment(ref _events);

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
        using var timer = new PeriodicTimer(FirstLook, time);
        var (seen, given) = (0L, -1L);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = Patience;
            var now = Interlocked.Read(ref _events);
            if (Volatile.Read(ref _running) == 0 && now == seen && now != given)
            {
                given = now;
                giveBack();
            }

            seen = now;
        }
    }
}
