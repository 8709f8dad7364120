using System.Diagnostics.Metrics;
using Imaginator.Host.Queue;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows the state of the queue. Thread-safe.</summary>
internal sealed class QueueMetrics : IMetricSource
{
    private readonly IBuildQueue _queue;
    private readonly TimeProvider _timeProvider;

    public QueueMetrics(IBuildQueue queue, TimeProvider timeProvider)
    {
        _queue = queue;
        _timeProvider = timeProvider;
    }

    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "imaginator.queue.length", () => _queue.Current.Queued.Length, "{build}", "Queued builds.");
        meter.CreateObservableGauge(
            "imaginator.queue.age", OldestAge, "s", "Waiting time of the oldest queued build.");
        meter.CreateObservableGauge(
            "imaginator.queue.blocked", () => _queue.Current.BlockedReason is null ? 0 : 1, unit: null,
            "1 if no build starts: the disk has too little free space, or the daemon stops.");
        meter.CreateObservableGauge(
            "imaginator.builds.running", () => _queue.Current.Running.Length, "{build}", "Running builds.");
        meter.CreateObservableGauge(
            "imaginator.builds.limit", () => _queue.Current.MaximumConcurrentBuilds, "{build}", "Maximum number of concurrent builds.");
        meter.CreateObservableGauge(
            "imaginator.requests.disabled", () => _queue.Current.BuildRequestsDisabledUntil is null ? 0 : 1, unit: null,
            "1 while build requests are disabled.");
        meter.CreateObservableGauge(
            "imaginator.auto_builds.disabled", () => _queue.Current.AutoBuildsDisabledUntil is null ? 0 : 1, unit: null,
            "1 while automatic builds are disabled.");
    }

    private double OldestAge()
    {
        var queued = _queue.Current.Queued;
        return queued.IsEmpty ? 0 : (_timeProvider.GetUtcNow() - queued.Min(build => build.QueuedAt)).TotalSeconds;
    }
}
