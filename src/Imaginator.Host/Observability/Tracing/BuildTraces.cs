using System.Collections.Concurrent;
using System.Diagnostics;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Observability.Tracing;

/// <summary>
/// Makes an activity of each build and each of its stages: a child of the RPC call that requested the build, or of the build
/// that needs it as source image. Registered only if traces are exported. Thread-safe.
/// </summary>
internal sealed class BuildTraces : IBuildListener
{
    private readonly ActivitySource _source;
    private readonly ConcurrentDictionary<BuildId, TracedBuild> _builds = new();

    public BuildTraces(DaemonTelemetry telemetry) => _source = telemetry.Activities;

    public void Queued(BuildSnapshot build)
    {
        var parent = build.Request.NeededBy is { } neededBy && _builds.TryGetValue(neededBy, out var needing)
            ? needing.Activity.Context
            : Activity.Current?.Context ?? default;

        // Otherwise the new activity would stay the current one of this unrelated thread.
        var current = Activity.Current;
        if (_source.StartActivity("build", ActivityKind.Internal, parent, startTime: build.QueuedAt) is { } activity)
        {
            activity.SetTag("imaginator.stream", build.StreamName);
            activity.SetTag("imaginator.build", build.Id.ToString());
            activity.SetTag("imaginator.reason", build.Request.Reason.ToString());
            activity.SetTag("enduser.id", build.Request.Caller.DisplayName);
            _builds[build.Id] = new TracedBuild(activity);
        }

        Activity.Current = current;
    }

    public void Started(BuildSnapshot build) => Find(build)?.Activity.AddEvent(new ActivityEvent("started"));

    public void OnEvent(BuildSnapshot build, BuildEvent buildEvent)
    {
        switch (Find(build), buildEvent)
        {
            case ({ } traced, StageStarted started):
                var current = Activity.Current;
                traced.EndStage(ActivityStatusCode.Unset);
                traced.Stage = _source.StartActivity(started.Stage.ToDisplay(), ActivityKind.Internal, traced.Activity.Context);
                Activity.Current = current;
                break;
            case ({ } traced, StageFinished finished):
                traced.Stage?.SetTag("imaginator.detail", finished.Detail);
                traced.EndStage(ActivityStatusCode.Ok);
                break;
        }
    }

    public void Finished(BuildSnapshot build, BuildOutcome outcome)
    {
        if (!_builds.TryRemove(build.Id, out var traced))
        {
            return;
        }

        var succeeded = outcome.Kind == BuildOutcomeKind.Succeeded;

        // A stage that has not ended has failed.
        traced.EndStage(succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        traced.Activity.SetTag("imaginator.result", outcome.Kind.ToString());
        traced.Activity.SetTag("imaginator.image", outcome.Result?.ImageName);
        traced.Activity.SetStatus(succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error, succeeded ? null : outcome.Error);
        traced.Activity.Dispose();
    }

    private TracedBuild? Find(BuildSnapshot build) => _builds.GetValueOrDefault(build.Id);

    // The calls for one build are sequential.
    private sealed class TracedBuild(Activity activity)
    {
        public Activity Activity { get; } = activity;

        public Activity? Stage { get; set; }

        public void EndStage(ActivityStatusCode status)
        {
            Stage?.SetStatus(status);
            Stage?.Dispose();
            Stage = null;
        }
    }
}
