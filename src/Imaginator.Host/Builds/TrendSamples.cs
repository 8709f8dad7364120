using Imaginator.Host.History.Hours;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Builds;

/// <summary>
/// Samples what the history does not know of single builds: the length of the queue, the package cache and the image store. Samples
/// are made when builds begin and end, and not while the daemon is idle. Thread-safe.
/// </summary>
/// <param name="downloads">The downloads since the start that the package cache answered, and those that it fetched.</param>
/// <param name="storeBytes">The size of the image store in bytes; null if it is not known.</param>
internal sealed class TrendSamples(
    BuildHistory history, Func<(long Hits, long Misses)> downloads, Func<long?> storeBytes, TimeProvider timeProvider) : IBuildListener
{
    /// <summary>The minimum time between two samples while there are builds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _sampledAt = DateTimeOffset.MinValue;
    private (long Hits, long Misses) _sampled;
    private int _queued;
    private int _longest;
    private int _running;

    public void Queued(BuildSnapshot build) => Change(queued: 1, running: 0);

    public void Started(BuildSnapshot build) => Change(queued: -1, running: 1);

    public void Finished(BuildSnapshot build, BuildOutcome outcome)
    {
        if (build.StartedAt is null)
        {
            Change(queued: -1, running: 0);
        }
        else
        {
            Change(queued: 0, running: -1);
        }
    }

    private void Change(int queued, int running)
    {
        lock (_lock)
        {
            _queued += queued;
            _running += running;
            _longest = Math.Max(_longest, _queued);
            var now = timeProvider.GetUtcNow();
            if (now - _sampledAt >= Interval || _queued + _running == 0)
            {
                Sample(now);
            }
        }
    }

    private void Sample(DateTimeOffset now)
    {
        var current = downloads();
        try
        {
            history.AddSample(
                now, new HourSample(_longest, current.Hits - _sampled.Hits, current.Misses - _sampled.Misses, storeBytes()));
        }
        catch (Exception e) when (HistoryFailures.IsStorageFailure(e))
        {
            // The next sample contains this one. The recorder of builds reports the failure.
            return;
        }

        (_sampledAt, _sampled, _longest) = (now, current, _queued);
    }
}
