using System.Diagnostics.Metrics;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Counts builds and measures the durations of builds and stages. Thread-safe.</summary>
internal sealed class BuildMetrics : IBuildListener
{
    // From an empty stage to a bootstrap over a slow network.
    private static readonly double[] Seconds =
        [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

    private readonly StreamLabels _streams = new();
    private readonly Counter<long> _builds;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;
    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _stages;

    public BuildMetrics(DaemonTelemetry telemetry)
    {
        var meter = telemetry.Meter;
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds };
        _builds = meter.CreateCounter<long>(
            "imaginator.builds", "{build}", "Finished builds, by stream and result.");
        _requests = meter.CreateCounter<long>(
            "imaginator.build.orders", "{order}", "Build requests, by reason; joined requests wait for the build of another request.");
        _durations = meter.CreateHistogram(
            "imaginator.build.duration", "s", "Duration of builds, by result.", tags: null, advice);
        _waits = meter.CreateHistogram(
            "imaginator.build.wait.duration", "s", "Time that builds waited in the queue.", tags: null, advice);
        _stages = meter.CreateHistogram(
            "imaginator.build.stage.duration", "s", "Duration of build stages, by stage.", tags: null, advice);
    }

    public void Queued(BuildSnapshot build) => CountRequest(build.Request, joined: false);

    public void Joined(BuildSnapshot build, QueuedRequest request) => CountRequest(request, joined: true);

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

    private void CountRequest(QueuedRequest request, bool joined) =>
        _requests.Add(1, Tag("reason", ToLabel(request.Reason)), Tag("joined", joined ? "yes" : "no"));

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
