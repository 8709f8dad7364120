using System.Collections.Concurrent;
using System.Diagnostics;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.Observability.Tracing;
using Imaginator.Host.Tests.Observability.Logging;
using Imaginator.Host.Tests.Queue;

namespace Imaginator.Host.Tests.Observability.Tracing;

public sealed class BuildTracesTests : IAsyncDisposable
{
    private readonly TestLog _log = new();
    private readonly DaemonTelemetry _telemetry;
    private readonly QueueFixture _fixture;
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _ended = new();

    public BuildTracesTests()
    {
        _telemetry = new DaemonTelemetry(_log.Log);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _telemetry.Activities,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _fixture = new QueueFixture(slots: 2, new BuildTraces(_telemetry));
    }

    [Fact]
    public async Task Build_HasItsStagesBelowIt()
    {
        _fixture.Runner.Script("app", (run, _) =>
        {
            run.Observer.OnEvent(new StageStarted("app", BuildStage.Scan));
            run.Observer.OnEvent(new StageFinished("app", BuildStage.Scan, TimeSpan.FromSeconds(1), "5 files"));
            run.Observer.OnEvent(new StageStarted("app", BuildStage.Publish));
            run.Observer.OnEvent(new StageFinished("app", BuildStage.Publish, TimeSpan.FromSeconds(1), null));
            return Task.CompletedTask;
        });

        await BuildAsync("app");

        var build = Assert.Single(_ended, activity => activity.OperationName == "build");
        Assert.Equal("app", build.GetTagItem("imaginator.stream"));
        Assert.Equal(ActivityStatusCode.Ok, build.Status);
        var stages = _ended.Where(activity => activity != build).ToList();
        Assert.Equal(["scan", "publish"], stages.Select(stage => stage.OperationName));
        Assert.All(stages, stage => Assert.Equal(build.SpanId, stage.ParentSpanId));
        Assert.Equal("5 files", stages[0].GetTagItem("imaginator.detail"));
    }

    [Fact]
    public async Task StageThatFails_IsMarked()
    {
        _fixture.Runner.Script("app", (run, _) =>
        {
            run.Observer.OnEvent(new StageStarted("app", BuildStage.Tests));
            throw new ImaginatorException("app: tests: one failed");
        });

        await BuildAsync("app");

        Assert.Equal(["tests", "build"], _ended.Select(activity => activity.OperationName));
        Assert.All(_ended, activity => Assert.Equal(ActivityStatusCode.Error, activity.Status));
        Assert.Equal("app: tests: one failed", _ended.Last().StatusDescription);
    }

    [Fact]
    public async Task SourceImage_IsBelowTheBuildThatNeedsIt()
    {
        _fixture.Runner.Release("base");
        _fixture.Runner.Script(
            "app", (run, token) => run.BuildSourceAsync(new BuildRequest { StreamName = "base" }, token));

        await BuildAsync("app");

        var source = Assert.Single(_ended, activity => "base".Equals(activity.GetTagItem("imaginator.stream")));
        var build = Assert.Single(_ended, activity => "app".Equals(activity.GetTagItem("imaginator.stream")));
        Assert.Equal(build.SpanId, source.ParentSpanId);
    }

    [Fact]
    public async Task Build_IsBelowTheCallThatAskedForIt()
    {
        _fixture.Runner.Release("app");
        using (var call = _telemetry.Activities.StartActivity("Imaginator.BuildImage"))
        {
            await BuildAsync("app");
            Assert.Same(call, Activity.Current);
        }

        var build = Assert.Single(_ended, activity => activity.OperationName == "build");
        Assert.Equal(_ended.Single(activity => activity.OperationName == "Imaginator.BuildImage").SpanId, build.ParentSpanId);
    }

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        _listener.Dispose();
        _telemetry.Dispose();
        _log.Dispose();
    }

    private async Task BuildAsync(string stream)
    {
        using var ticket = _fixture.Queue.Submit(QueueFixture.Request(stream));
        await ticket.Completion.WaitAsync(TestContext.Current.CancellationToken);
    }
}
