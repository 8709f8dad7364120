using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Tests.Queue;

/// <summary>A cancellation is final, or says that it came too late.</summary>
public sealed class CancellationTests
{
    private static readonly Caller Ann = new() { UserName = "ann" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CancelDuringTheCommit_ComesTooLate_AndTheBuildSucceeds()
    {
        await using var fixture = new QueueFixture();
        var (committing, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Runner.Script("a", async (run, token) =>
        {
            run.BeginCommit();
            committing.SetResult();
            await end.Task.WaitAsync(token);
        });
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        await committing.Task.WaitAsync(Token);

        Assert.Equal(QueueCancellation.TooLate, fixture.Queue.Cancel(subscription.Id, Ann));
        Assert.True(fixture.Queue.Find(subscription.Id)!.IsCommitting);
        end.SetResult();
        Assert.Equal(BuildOutcomeKind.Succeeded, (await subscription.Completion.WaitAsync(Token)).Kind);
        Assert.DoesNotContain(fixture.Log.Entries, entry => entry.Message.Contains("is cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CancelBeforeTheCommit_PreventsIt()
    {
        await using var fixture = new QueueFixture();
        var (running, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var isCommitted = false;
        fixture.Runner.Script("a", async (run, _) =>
        {
            // It does not look at its token.
            running.SetResult();
            await end.Task;
            run.BeginCommit();
            isCommitted = true;
        });
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        await running.Task.WaitAsync(Token);

        Assert.Equal(QueueCancellation.Cancelled, fixture.Queue.Cancel(subscription.Id, Ann));
        Assert.Equal(QueueCancellation.Cancelled, fixture.Queue.Cancel(subscription.Id, Ann));
        end.SetResult();
        var outcome = await subscription.Completion.WaitAsync(Token);
        Assert.Equal((BuildOutcomeKind.Cancelled, "a: cancelled by ann"), (outcome.Kind, outcome.Error));
        Assert.False(isCommitted);
    }

    [Fact]
    public async Task RunnerThatIgnoresTheCancellation_IsCancelledNevertheless()
    {
        await using var fixture = new QueueFixture();
        var (running, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Runner.Script("a", async (_, _) =>
        {
            running.SetResult();
            await end.Task;
        });
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        await running.Task.WaitAsync(Token);
        fixture.Queue.Cancel(subscription.Id, Ann);
        end.SetResult();

        var outcome = await subscription.Completion.WaitAsync(Token);
        Assert.Equal(BuildOutcomeKind.Cancelled, outcome.Kind);
        Assert.Null(outcome.Result);
    }

    [Fact]
    public async Task LastCallerWhoLeavesDuringTheCommit_DoesNotCancelIt()
    {
        await using var fixture = new QueueFixture();
        var (committing, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Runner.Script("a", async (run, token) =>
        {
            run.BeginCommit();
            committing.SetResult();
            await end.Task.WaitAsync(token);
        });
        var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        await committing.Task.WaitAsync(Token);
        subscription.Dispose();
        end.SetResult();

        Assert.Equal(BuildOutcomeKind.Succeeded, (await subscription.Completion.WaitAsync(Token)).Kind);
    }

    [Fact]
    public async Task CancelledBuild_IsNotRetried_EvenIfTheDaemonDiesBeforeItsEnd()
    {
        await using var fixture = new QueueFixture();
        var running = new TaskCompletionSource();
        fixture.Runner.Script("a", async (_, _) =>
        {
            running.SetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        });
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a", BuildReason.AutoRebuild) with { IsDetached = true });
        await running.Task.WaitAsync(Token);
        fixture.Queue.Cancel(subscription.Id, Ann);

        await fixture.DieAndStartAsync();

        Assert.Empty(fixture.Queue.Current.Queued);
        Assert.Empty(fixture.Queue.Current.Running);
    }

    [Fact]
    public async Task QueuedBuilds_HaveThePositionInWhichTheyStart()
    {
        await using var fixture = new QueueFixture();
        using var running = fixture.Queue.Submit(QueueFixture.Request("a"));
        using var automatic = fixture.Queue.Submit(QueueFixture.Request("b", BuildReason.AutoRebuild));
        using var first = fixture.Queue.Submit(QueueFixture.Request("c"));
        using var second = fixture.Queue.Submit(QueueFixture.Request("d"));

        Assert.Equal(
            [("c", 1), ("d", 2), ("b", 3)], fixture.Queue.Current.Queued.Select(build => (build.StreamName, build.Position!.Value)));
        Assert.Equal(2, fixture.Queue.Find(second.Id)!.Position);
        Assert.Null(fixture.Queue.Find(running.Id)!.Position);
    }

    [Fact]
    public async Task WaitWhileQueued_EndsWithTheStart_AndWithACancellation()
    {
        await using var fixture = new QueueFixture();
        using var running = fixture.Queue.Submit(QueueFixture.Request("a"));
        using var second = fixture.Queue.Submit(QueueFixture.Request("b"));
        using var third = fixture.Queue.Submit(QueueFixture.Request("c"));
        var (start, end) = (fixture.Queue.WaitWhileQueuedAsync(second.Id, Token), fixture.Queue.WaitWhileQueuedAsync(third.Id, Token));
        Assert.False(start.IsCompleted);

        fixture.Queue.Cancel(third.Id, Ann);
        await end.WaitAsync(Token);
        await fixture.FinishAsync(running, "a");
        await start.WaitAsync(Token);
        await fixture.Queue.WaitWhileQueuedAsync(new BuildId(7), Token);
        Assert.Equal("b", fixture.Queue.Current.Running.Single().StreamName);
    }
}
