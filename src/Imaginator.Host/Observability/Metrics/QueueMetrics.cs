using System.Diagnostics.Metrics;
using Imaginator.Host.Queue;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows the queue as it is at the moment of asking. Thread-safe.</summary>
internal sealed class QueueMetrics : IMetricSource
{
    private readonly IBuildQueue _queue;
    private readonly TimeProvider _time;

    /// <summary>Creates the source.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="time">The clock.</param>
    public QueueMetrics(IBuildQueue queue, TimeProvider time)
    {
        _queue = queue;
        _time = time;
    }

    /// <inheritdoc/>
    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "imaginator.queue.length", () => _queue.Current.Queued.Length, "{build}", "Builds that wait.");
        meter.CreateObservableGauge(
            "imaginator.queue.age", OldestAge, "s", "How long the build that waits longest has waited.");
        meter.CreateObservableGauge(
            "imaginator.queue.blocked", () => _queue.Current.BlockedReason is null ? 0 : 1, unit: null,
            "1 if no build starts at all: no room on the disk, or the daemon stops.");
        meter.CreateObservableGauge(
            "imaginator.builds.running", () => _queue.Current.Running.Length, "{build}", "Builds that run.");
        meter.CreateObservableGauge(
            "imaginator.builds.limit", () => _queue.Current.MaximumConcurrentBuilds, "{build}", "How many builds may run at once.");
        meter.CreateObservableGauge(
            "imaginator.requests.disabled", () => _queue.Current.BuildRequestsDisabledUntil is null ? 0 : 1, unit: null,
            "1 while requests for builds are refused.");
        meter.CreateObservableGauge(
            "imaginator.auto_builds.disabled", () => _queue.Current.AutoBuildsDisabledUntil is null ? 0 : 1, unit: null,
            "1 while automatic builds are refused.");
    }

    private double OldestAge()
    {
        var queued = _queue.Current.Queued;
        return queued.IsEmpty ? 0 : (_time.GetUtcNow() - queued.Min(build => build.QueuedAt)).TotalSeconds;
    }
}
