using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State.History;
using Imaginator.State.Jobs;
using Imaginator.State.Jobs.Holding;

namespace Imaginator.Postgres.Tests.Jobs;

public sealed class LossTests(PgCluster cluster) : JobTest(cluster)
{
    [Fact]
    public async Task SilentWorker_LosesItsJob_AndPublishesNothingLate()
    {
        var silent = await RegisterAsync("w1");
        await EnqueueAsync(Job("base/debian"));
        var lost = await TakeAsync(silent);
        var reaped = Assert.Single(await ReapAfterLeaseAsync());
        Assert.Equal((ReapedFate.Requeued, "w1"), (reaped.Fate, reaped.Worker));

        var other = await RegisterAsync("w2");
        var taken = await TakeAsync(other);
        Assert.Equal((lost.Hold.Job, 2), (taken.Hold.Job, taken.Attempt));

        Assert.Null(await State.Jobs.HeartbeatAsync(silent, new WorkerPulse(1), Token));
        Assert.Null(await State.Jobs.TakeAsync(silent, Token));
        Assert.Equal(PublishAnswer.Lost, await State.Jobs.BeginPublishAsync(lost.Hold, "base/debian/1", Token));
        Assert.Equal(EndAnswer.Lost, await State.Jobs.EndAsync(lost.Hold, new JobEnd { Result = RecordedResult.Failed }, Token));
        Assert.False(await State.Jobs.ReleaseAsync(lost.Hold, "late", TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task HeartbeatsKeepTheJob()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("base/debian"));
        await TakeAsync(worker);
        for (var beat = 0; beat < 5; beat++)
        {
            await Task.Delay(TestState.ShortLimits.Lease / 3, Token);
            Assert.NotNull(await State.Jobs.HeartbeatAsync(worker, new WorkerPulse(1), Token));
            Assert.Empty(await State.Jobs.ReapAsync(Daemon, Token));
        }
    }

    [Fact]
    public async Task RestartedWorker_GivesItsJobsBackBeforeTheLeaseEnds()
    {
        var before = await RegisterAsync("w1");
        await EnqueueAsync(Job("base/debian"));
        await TakeAsync(before);
        var after = await RegisterAsync("w1");

        Assert.Equal(2, (await TakeAsync(after)).Attempt);
        Assert.Null(await State.Jobs.HeartbeatAsync(before, new WorkerPulse(1), Token));
    }

    [Fact]
    public async Task LostWorkers_AreBounded()
    {
        var enqueued = await EnqueueAsync(Job("base/debian"));
        for (var attempt = 0; attempt < TestState.ShortLimits.Attempts; attempt++)
        {
            await TakeAsync(await RegisterAsync("w1"));
        }

        await RegisterAsync("w1");
        var record = await State.History.FindAsync(enqueued.Id, Token);
        Assert.Equal(RecordedResult.Failed, record!.Result);
        Assert.Contains("lost 3 times", record.Error, StringComparison.Ordinal);
        Assert.Equal(2, record.AttemptReasons.Length);
    }

    [Fact]
    public async Task LostPublication_IsRecovered_WithTheImageOrWithoutIt()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("with"));
        await EnqueueAsync(Job("without"));
        foreach (var name in new[] { "with/1", "without/1" })
        {
            await State.Jobs.BeginPublishAsync((await TakeAsync(worker)).Hold, name, Token);
        }

        var reaped = await ReapAfterLeaseAsync();
        Assert.All(reaped, job => Assert.Equal(ReapedFate.Recover, job.Fate));
        Assert.Empty(await State.Jobs.ReapAsync(Daemon, Token));

        var with = reaped.Single(job => job.ReservedName == "with/1");
        var end = new JobEnd { Result = RecordedResult.Succeeded, ImageName = "with/1" };
        Assert.Equal(EndAnswer.Accepted, await State.Jobs.EndAsync(new JobHold(with.Id, with.Fence, Daemon), end, Token));

        var without = reaped.Single(job => job.ReservedName == "without/1");
        Assert.True(await State.Jobs.ReleaseAsync(new JobHold(without.Id, without.Fence, Daemon), "name blocked", TimeSpan.Zero, Token));
        Assert.Equal(JobState.Queued, (await State.Jobs.FindAsync(without.Id, Token))!.State);
    }

    [Fact]
    public async Task RecovererThatDies_IsFollowedByAnother()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("base/debian"));
        await State.Jobs.BeginPublishAsync((await TakeAsync(worker)).Hold, "base/debian/1", Token);
        var first = Assert.Single(await ReapAfterLeaseAsync());
        await Task.Delay(TestState.ShortLimits.Recovery + TimeSpan.FromMilliseconds(200), Token);
        var second = Assert.Single(await State.Jobs.ReapAsync(Guid.NewGuid(), Token));

        Assert.True(second.Fence > first.Fence);
        Assert.Equal(
            EndAnswer.Lost,
            await State.Jobs.EndAsync(
                new JobHold(first.Id, first.Fence, Daemon), new JobEnd { Result = RecordedResult.Failed }, Token));
    }
}
