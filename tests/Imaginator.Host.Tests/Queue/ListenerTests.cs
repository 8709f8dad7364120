using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Tests.Queue;

public sealed class ListenerTests
{
    [Fact]
    public async Task Listeners_AreToldInOrder_AndBeforeThoseWhoWait()
    {
        var listener = new RecordingListener();
        await using var fixture = new QueueFixture(1, listener);
        fixture.Runner.Script("a", (run, _) =>
        {
            run.Observer.OnEvent(new StageStarted("a", BuildStage.FetchManifest));
            run.Observer.OnOutput("a", "hello"u8);
            run.Observer.OnEvent(new StageFinished("a", BuildStage.FetchManifest, TimeSpan.FromSeconds(1), "c0ffee"));
            return Task.CompletedTask;
        });
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        await subscription.Completion;

        // Output may come between all others, but not before the start.
        Assert.Contains("output hello", listener.Events);
        Assert.True(listener.Events.ToList().IndexOf("output hello") > 1);
        Assert.Equal(
            ["queued a", "started a", "a in FetchManifest", "a did FetchManifest: c0ffee", "finished a Succeeded"],
            listener.Events.Where(text => text != "output hello"));
    }

    [Fact]
    public async Task ListenerThatThrows_ConcernsNobodyElse()
    {
        var listener = new RecordingListener();
        await using var fixture = new QueueFixture(1, new ThrowingListener(), listener);
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        Assert.Equal(BuildOutcomeKind.Succeeded, (await fixture.FinishAsync(subscription, "a")).Kind);
        Assert.Contains("finished a Succeeded", listener.Events);
    }

    [Fact]
    public async Task BuildCancelledBeforeItsStart_IsFinishedForListenersToo()
    {
        var listener = new RecordingListener();
        await using var fixture = new QueueFixture(1, listener);
        using var running = fixture.Queue.Submit(QueueFixture.Request("a"));
        var queued = fixture.Queue.Submit(QueueFixture.Request("b"));
        queued.Dispose();
        await queued.Completion;
        Assert.Equal(["queued b", "finished b Cancelled"], listener.Events.Where(text => text.Contains('b', StringComparison.Ordinal)));
    }

    private sealed class ThrowingListener : IBuildListener
    {
        public void Queued(BuildSnapshot build) => throw new InvalidOperationException("queued");

        public void Finished(BuildSnapshot build, BuildOutcome outcome) => throw new InvalidOperationException("finished");
    }
}
