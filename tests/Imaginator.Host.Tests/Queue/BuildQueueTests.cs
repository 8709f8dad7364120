using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Tests.Queue;

public sealed class BuildQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_RunsAndSucceeds()
    {
        await using var fixture = new QueueFixture();
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        Assert.Equal(BuildState.Running, fixture.Queue.Find(subscription.Id)!.State);

        var outcome = await fixture.FinishAsync(subscription, "a");

        Assert.Equal(BuildOutcomeKind.Succeeded, outcome.Kind);
        Assert.Null(fixture.Queue.Find(subscription.Id));
    }

    [Fact]
    public async Task NoMoreBuildsRun_ThanThereArePlaces()
    {
        await using var fixture = new QueueFixture(slots: 2);
        var subscriptions = "abcde".Select(name => fixture.Queue.Submit(QueueFixture.Request(name.ToString()))).ToList();
        Assert.Equal(2, fixture.Queue.Current.Running.Length);
        Assert.Equal(["c", "d", "e"], fixture.Queue.Current.Queued.Select(build => build.StreamName));
        Assert.All(fixture.Queue.Current.Queued, build => Assert.Equal("a free slot", build.BlockedReason));

        foreach (var (subscription, name) in subscriptions.Zip("abcde"))
        {
            await fixture.FinishAsync(subscription, name.ToString());
        }

        Assert.Equal(2, fixture.Runner.MostAtOnce);
    }

    [Fact]
    public async Task OneBuildOfAStream_RunsAtATime()
    {
        await using var fixture = new QueueFixture(slots: 2);
        using var first = fixture.Queue.Submit(QueueFixture.Request("a"));
        var other = QueueFixture.Request("a");
        using var second = fixture.Queue.Submit(other with { BuildRequest = other.BuildRequest with { GitBranch = "next" } });
        Assert.False(second.HasJoined);
        Assert.Equal($"another build of the stream ({first.Id})", fixture.Queue.Find(second.Id)!.BlockedReason);

        await fixture.FinishAsync(first, "a");
        await second.Completion.WaitAsync(Token);

        Assert.Equal(1, fixture.Runner.MostAtOnce);
    }

    [Fact]
    public async Task People_GoBeforeTimers()
    {
        await using var fixture = new QueueFixture();
        using var running = fixture.Queue.Submit(QueueFixture.Request("a"));
        using var timer = fixture.Queue.Submit(QueueFixture.Request("timer", BuildReason.AutoRebuild));
        using var person = fixture.Queue.Submit(QueueFixture.Request("person"));
        fixture.Runner.Release("timer");
        fixture.Runner.Release("person");

        await fixture.FinishAsync(running, "a");
        await timer.Completion.WaitAsync(Token);

        Assert.Equal(["a", "person", "timer"], fixture.Runner.Started);
    }

    [Fact]
    public async Task AutomaticBuild_BecomesUrgent_WhenAPersonJoinsIt()
    {
        await using var fixture = new QueueFixture();
        using var running = fixture.Queue.Submit(QueueFixture.Request("a"));
        using var first = fixture.Queue.Submit(QueueFixture.Request("first", BuildReason.AutoRebuild));
        using var second = fixture.Queue.Submit(QueueFixture.Request("second", BuildReason.AutoRebuild));
        using var person = fixture.Queue.Submit(QueueFixture.Request("second"));

        Assert.Equal(second.Id, person.Id);
        Assert.Equal(["second", "first"], fixture.Queue.Current.Queued.Select(build => build.StreamName));
    }

    [Fact]
    public async Task SameRequest_JoinsTheRunningBuild_AndLeavingDoesNotCancelIt()
    {
        await using var fixture = new QueueFixture();
        using var first = fixture.Queue.Submit(QueueFixture.Request("a"));
        var second = fixture.Queue.Submit(QueueFixture.Request("a"));
        Assert.True(second.HasJoined);
        Assert.Equal(first.Id, second.Id);
        Assert.Single(fixture.Queue.Find(first.Id)!.Joined);

        second.Dispose();

        Assert.Equal(BuildOutcomeKind.Succeeded, (await fixture.FinishAsync(first, "a")).Kind);
        Assert.Single(fixture.Runner.Started);
    }

    [Fact]
    public async Task Build_IsCancelled_WhenTheLastWhoWaitsHasGone()
    {
        await using var fixture = new QueueFixture();
        var first = fixture.Queue.Submit(QueueFixture.Request("a"));
        var second = fixture.Queue.Submit(QueueFixture.Request("a"));
        first.Dispose();
        Assert.False(first.Completion.IsCompleted);
        second.Dispose();

        var outcome = await second.Completion.WaitAsync(Token);

        Assert.Equal(BuildOutcomeKind.Cancelled, outcome.Kind);
    }

    [Fact]
    public async Task DetachedBuild_GoesOn_WithoutAnybodyWaiting()
    {
        await using var fixture = new QueueFixture();
        var subscription = fixture.Queue.Submit(QueueFixture.Request("a") with { IsDetached = true });
        subscription.Dispose();
        Assert.Equal(BuildOutcomeKind.Succeeded, (await fixture.FinishAsync(subscription, "a")).Kind);
    }

    [Theory]
    [InlineData(60, 30, true)]
    [InlineData(30, 60, false)]
    [InlineData(0, 60, true)]
    [InlineData(60, 0, false)]
    public async Task Joins_OnlyWhatLivesLongEnough(int givenMinutes, int wantedMinutes, bool joins)
    {
        await using var fixture = new QueueFixture();
        using var given = fixture.Queue.Submit(Expiring(givenMinutes));
        using var wanted = fixture.Queue.Submit(Expiring(wantedMinutes));
        Assert.Equal(joins, wanted.HasJoined);

        static QueuedRequest Expiring(int minutes)
        {
            var request = QueueFixture.Request("a");
            return request with { BuildRequest = request.BuildRequest with { ExpiresIn = TimeSpan.FromMinutes(minutes) } };
        }
    }

    [Fact]
    public async Task SourceImage_IsABuildOfItsOwn_AndDoesNotDeadlock_WithOnePlace()
    {
        await using var fixture = new QueueFixture(slots: 1);
        fixture.Runner.Script("a", (run, token) => run.BuildSourceAsync(new BuildRequest { StreamName = "b" }, token));
        fixture.Runner.Script("b", (run, token) => run.BuildSourceAsync(new BuildRequest { StreamName = "c" }, token));
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        await Wait.UntilAsync(() => fixture.Runner.Started.Count == 3);

        Assert.Equal(["a", "b", "c"], fixture.Queue.Current.Running.Select(build => build.StreamName));
        Assert.StartsWith("its source image b", fixture.Queue.Find(subscription.Id)!.BlockedReason, StringComparison.Ordinal);
        fixture.Runner.Release("c");
        Assert.Equal(BuildOutcomeKind.Succeeded, (await subscription.Completion.WaitAsync(Token)).Kind);
    }

    [Fact]
    public async Task SourceImage_IsBuiltOnce_ForAllThatNeedIt()
    {
        await using var fixture = new QueueFixture(slots: 2);
        foreach (var stream in new[] { "x", "y" })
        {
            fixture.Runner.Script(stream, (run, token) => run.BuildSourceAsync(new BuildRequest { StreamName = "base" }, token));
        }

        using var x = fixture.Queue.Submit(QueueFixture.Request("x"));
        using var y = fixture.Queue.Submit(QueueFixture.Request("y"));
        await Wait.UntilAsync(() => fixture.Queue.Current.Running.Count(build => build.BlockedReason is not null) == 2);

        fixture.Runner.Release("base");
        await Task.WhenAll(x.Completion, y.Completion).WaitAsync(Token);
        Assert.Single(fixture.Runner.Started, "base");
    }

    [Fact]
    public async Task Cycle_OfSourceImages_FailsAndNamesTheStreams()
    {
        await using var fixture = new QueueFixture(slots: 2);
        fixture.Runner.Script("a", (run, token) => run.BuildSourceAsync(new BuildRequest { StreamName = "b" }, token));
        fixture.Runner.Script("b", (run, token) => run.BuildSourceAsync(new BuildRequest { StreamName = "a", GitBranch = "x" }, token));
        using var a = fixture.Queue.Submit(QueueFixture.Request("a"));
        using var b = fixture.Queue.Submit(QueueFixture.Request("b"));

        var outcome = await a.Completion.WaitAsync(Token);

        Assert.Equal(BuildOutcomeKind.Failed, outcome.Kind);
        Assert.Contains("cycle", outcome.Error, StringComparison.Ordinal);
        Assert.Matches("a -> b -> a|b -> a -> b", outcome.Error);
    }

    [Fact]
    public async Task FailedSourceImage_FailsTheBuild_WithItsError()
    {
        await using var fixture = new QueueFixture();
        fixture.Runner.Script("a", (run, token) => run.BuildSourceAsync(new BuildRequest { StreamName = "b" }, token));
        fixture.Runner.Script("b", (_, _) => throw new ImaginatorException("b: scripts: x exited with 1"));
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        var outcome = await subscription.Completion.WaitAsync(Token);
        Assert.Equal(BuildOutcomeKind.Failed, outcome.Kind);
        Assert.Contains("b: scripts: x exited with 1", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_ById_StopsBuild_AndSaysByWhom()
    {
        await using var fixture = new QueueFixture();
        using var running = fixture.Queue.Submit(QueueFixture.Request("a"));
        using var queued = fixture.Queue.Submit(QueueFixture.Request("b"));
        Assert.Equal(QueueCancellation.Cancelled, fixture.Queue.Cancel(queued.Id, new Caller { UserName = "bob" }));
        Assert.Equal(QueueCancellation.Cancelled, fixture.Queue.Cancel(running.Id, new Caller { UserName = "bob" }));
        foreach (var subscription in new[] { running, queued })
        {
            var outcome = await subscription.Completion.WaitAsync(Token);
            Assert.Equal(BuildOutcomeKind.Cancelled, outcome.Kind);
            Assert.Contains("cancelled by bob", outcome.Error, StringComparison.Ordinal);
        }

        Assert.Equal(QueueCancellation.NotFound, fixture.Queue.Cancel(running.Id, Caller.Daemon));
    }

    [Fact]
    public async Task DisabledRequests_AreRefused_UntilTheTimeHasCome()
    {
        await using var fixture = new QueueFixture();
        var until = fixture.Queue.DisableBuildRequests(TimeSpan.FromHours(1));
        Assert.Equal(fixture.Time.GetUtcNow().AddHours(1), until);
        var refused = Assert.Throws<BuildRefusedException>(() => fixture.Queue.Submit(QueueFixture.Request("a")));
        Assert.StartsWith("builds disabled until ", refused.Message, StringComparison.Ordinal);
        using var auto = fixture.Queue.Submit(QueueFixture.Request("b", BuildReason.AutoRebuild));

        fixture.Time.Advance(TimeSpan.FromHours(1));

        using var request = fixture.Queue.Submit(QueueFixture.Request("a"));
        Assert.Null(fixture.Queue.Current.BuildRequestsDisabledUntil);
    }

    [Fact]
    public async Task Output_IsReadFromItsStart_WhileItGrows()
    {
        await using var fixture = new QueueFixture();
        var gate = new TaskCompletionSource();
        fixture.Runner.Script("a", async (run, token) =>
        {
            run.Observer.OnOutput("a", "one\n"u8);
            await gate.Task.WaitAsync(token);
            run.Observer.OnOutput("a", "two\n"u8);
        });
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        using var early = subscription.Output.TryOpenReader()!;
        var buffer = new byte[100];
        Assert.Equal(4, await early.ReadAsync(buffer, Token));
        gate.SetResult();
        Assert.Equal(4, await early.ReadAsync(buffer, Token));
        Assert.Equal(0, await early.ReadAsync(buffer, Token));
        await subscription.Completion.WaitAsync(Token);
        using var late = subscription.Output.TryOpenReader()!;
        Assert.Equal(8, await late.ReadAsync(buffer, Token));
    }

    [Fact]
    public async Task Stop_CancelsEverything_AsInterrupted()
    {
        await using var fixture = new QueueFixture();
        using var running = fixture.Queue.Submit(QueueFixture.Request("a"));
        using var queued = fixture.Queue.Submit(QueueFixture.Request("b"));
        await fixture.Queue.StopAsync(Token);
        Assert.Equal(BuildOutcomeKind.Interrupted, (await running.Completion).Kind);
        Assert.Equal(BuildOutcomeKind.Interrupted, (await queued.Completion).Kind);
        Assert.Throws<BuildRefusedException>(() => fixture.Queue.Submit(QueueFixture.Request("c")));
    }
}
