using System.Diagnostics.Metrics;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Counts builds and measures how long they and their stages take. Thread-safe.</summary>
internal sealed class BuildMetrics : IBuildListener
{
    // From a stage that does nothing to a bootstrap over a slow line.
    private static readonly double[] Seconds =
        [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

    private readonly StreamLabels _streams = new();
    private readonly Counter<long> _builds;
    private readonly Counter<long> _orders;
    private readonly Histogram<double> _durations;
    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _stages;

    /// <summary>Creates the instruments.</summary>
    /// <param name="telemetry">What they belong to.</param>
    public BuildMetrics(DaemonTelemetry telemetry)
    {
        var meter = telemetry.Meter;
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds };
        _builds = meter.CreateCounter<long>(
            "imaginator.builds", "{build}", "Builds that are over, by stream and result.");
        _orders = meter.CreateCounter<long>(
            "imaginator.build.orders", "{order}", "Builds that were wanted, by reason; joined ones wait for the build of another.");
        _durations = meter.CreateHistogram(
            "imaginator.build.duration", "s", "How long builds ran, by result.", tags: null, advice);
        _waits = meter.CreateHistogram(
            "imaginator.build.wait.duration", "s", "How long builds waited before they ran.", tags: null, advice);
        _stages = meter.CreateHistogram(
            "imaginator.build.stage.duration", "s", "How long stages of builds took, by stage.", tags: null, advice);
    }

    public void Queued(BuildSnapshot build) => Ordered(build.Request, joined: false);

    public void Joined(BuildSnapshot build, QueuedRequest request) => Ordered(request, joined: true);

    public void Started(BuildSnapshot build)
    {
        if (build.StartedAt is { } started)
        {
            _waits.Record((started - build.QueuedAt).TotalSeconds);
        }
    }

    public void OnEvent(BuildSnapshot build, BuildEvent buildEvent)
    {
        if (buildEvent is StageFinished finished)
        {
            _stages.Record(finished.Elapsed.TotalSeconds, Tag("stage", finished.Stage.ToDisplay()));
        }
    }

    public void Finished(BuildSnapshot build, BuildOutcome outcome)
    {
        var result = Tag("result", ToLabel(outcome.Kind));
        _builds.Add(1, Tag("stream", _streams.Of(build.StreamName)), result);
        if (build is { StartedAt: { } started, FinishedAt: { } finished })
        {
            _durations.Record((finished - started).TotalSeconds, result);
        }
    }

    public void Interrupted(BuildId id, QueuedRequest request, BuildId? retriedAs) => _builds.Add(
        1, Tag("stream", _streams.Of(request.StreamName)), Tag("result", ToLabel(BuildOutcomeKind.Interrupted)));

    private void Ordered(QueuedRequest request, bool joined) =>
        _orders.Add(1, Tag("reason", ToLabel(request.Reason)), Tag("joined", joined ? "yes" : "no"));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static string ToLabel(BuildOutcomeKind kind) => kind switch
    {
        BuildOutcomeKind.Succeeded => "succeeded",
        BuildOutcomeKind.Failed => "failed",
        BuildOutcomeKind.Cancelled => "cancelled",
        BuildOutcomeKind.NeedsSourceImage => "needs_source_image",
        BuildOutcomeKind.Interrupted => "interrupted",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static string ToLabel(BuildReason reason) => reason switch
    {
        BuildReason.Request => "request",
        BuildReason.AutoRebuild => "auto_rebuild",
        BuildReason.SourceImage => "source_image",
        BuildReason.Retry => "retry",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
