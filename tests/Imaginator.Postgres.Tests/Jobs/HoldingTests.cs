using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State.Builds;
using Imaginator.State.Fleet;
using Imaginator.State.History;
using Imaginator.State.Jobs;
using Imaginator.State.Jobs.Holding;
using Npgsql;

namespace Imaginator.Postgres.Tests.Jobs;

public sealed class HoldingTests(PgCluster cluster) : JobTest(cluster)
{
    private static JobEnd Failed { get; } = new() { Result = RecordedResult.Failed, Error = "boom" };

    [Fact]
    public async Task OneBuildOfAStream_RunsAtATime()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("base/debian", key: "a"));
        var second = await EnqueueAsync(Job("base/debian", key: "b"));
        var first = await TakeAsync(worker);

        Assert.Null(await State.Jobs.TakeAsync(worker, Token));
        Assert.Equal(EndAnswer.Accepted, await State.Jobs.EndAsync(first.Hold, Failed, Token));
        Assert.Equal(second.Id, (await TakeAsync(worker)).Hold.Job);
    }

    [Fact]
    public async Task Worker_TakesJobsWhoseLabelsItHas()
    {
        var small = await RegisterAsync("small", "amd64");
        var large = await RegisterAsync("large", "amd64", "large");
        await EnqueueAsync(Job("base/debian") with { Labels = ["amd64", "large"] });

        Assert.Null(await State.Jobs.TakeAsync(small, Token));
        Assert.NotNull(await State.Jobs.TakeAsync(large, Token));
    }

    [Fact]
    public async Task CordonedWorker_TakesNothing_AndHearsOfIt()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("base/debian"));
        await State.Fleet.SetWorkerAsync("w1", new WorkerSettings(IsCordoned: true, Slots: 7), Token);

        Assert.Null(await State.Jobs.TakeAsync(worker, Token));
        var answer = await State.Jobs.HeartbeatAsync(worker, new WorkerPulse(0), Token);
        Assert.Equal((true, (int?)7), (answer!.IsCordoned, answer.Slots));
    }

    [Fact]
    public async Task End_IsAcceptedOnce_AndOnlyWithTheFence()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("base/debian"));
        var job = await TakeAsync(worker);

        Assert.Equal(EndAnswer.Lost, await State.Jobs.EndAsync(job.Hold with { Fence = job.Hold.Fence - 1 }, Failed, Token));
        Assert.Equal(EndAnswer.Lost, await State.Jobs.EndAsync(job.Hold with { Incarnation = Guid.NewGuid() }, Failed, Token));
        Assert.Equal(EndAnswer.Accepted, await State.Jobs.EndAsync(job.Hold, Failed, Token));
        Assert.Equal(EndAnswer.Repeated, await State.Jobs.EndAsync(job.Hold, Failed, Token));
    }

    [Fact]
    public async Task End_SavesTheRecord_AndForgetsTheRequest()
    {
        var worker = await RegisterAsync("w1");
        var enqueued = await EnqueueAsync(Job("base/debian"));
        var job = await TakeAsync(worker);
        Assert.Equal(PublishAnswer.Permitted, await State.Jobs.BeginPublishAsync(job.Hold, "base/debian/1", Token));
        await State.Jobs.EndAsync(
            job.Hold,
            new JobEnd { Result = RecordedResult.Succeeded, ImageName = "base/debian/1", NewBytes = 5, Inputs = new BuildInputs { CommitId = "c1" } },
            Token);

        var record = await State.History.FindImageAsync("base/debian/1", Token);
        Assert.Equal((enqueued.Id, "w1", 1, "c1"), (record!.Id, record.Worker, record.Attempts, record.Inputs.CommitId));
        Assert.Equal(enqueued.Id, (await State.History.FindLatestAsync("base/debian", Token)).Good!.Id);
        await Cluster.ExecuteAsync(Database, "DO $$ BEGIN ASSERT (SELECT length(request) = 0 FROM imaginator.jobs); END $$");
    }

    [Fact]
    public async Task ImageWithoutAReservedName_IsRefused()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("base/debian"));
        var job = await TakeAsync(worker);

        await Assert.ThrowsAsync<PostgresException>(async () => await State.Jobs.EndAsync(
            job.Hold, new JobEnd { Result = RecordedResult.Succeeded, ImageName = "base/debian/1" }, Token));
        Assert.Null(await State.History.FindImageAsync("base/debian/1", Token));
    }

    [Fact]
    public async Task TwoJobs_CannotReserveOneName()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("a"));
        await EnqueueAsync(Job("b"));
        var first = await TakeAsync(worker);
        var second = await TakeAsync(worker);

        Assert.Equal(PublishAnswer.Permitted, await State.Jobs.BeginPublishAsync(first.Hold, "x/1", Token));
        Assert.Equal(PublishAnswer.NameReserved, await State.Jobs.BeginPublishAsync(second.Hold, "x/1", Token));
        Assert.Equal(PublishAnswer.Permitted, await State.Jobs.BeginPublishAsync(second.Hold, "x/2", Token));
    }

    [Fact]
    public async Task CancelAgainstPublish_HasOneWinner()
    {
        var worker = await RegisterAsync("w1");
        for (var round = 0; round < 100; round++)
        {
            await EnqueueAsync(Job("base/debian"));
            var job = await TakeAsync(worker);
            var cancel = State.Jobs.CancelAsync(job.Hold.Job, "by ann", Token).AsTask();
            var publish = State.Jobs.BeginPublishAsync(job.Hold, "base/debian/1", Token).AsTask();

            Assert.Equal(await publish == PublishAnswer.Permitted, await cancel == JobCancellation.TooLate);
            await State.Jobs.EndAsync(job.Hold, Failed, Token);
        }
    }

    [Fact]
    public async Task Heartbeat_ListsJobsThatTheWorkerHolds()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("base/debian"));
        var job = await TakeAsync(worker);
        await State.Jobs.CancelAsync(job.Hold.Job, "by ann", Token);

        var answer = await State.Jobs.HeartbeatAsync(worker, new WorkerPulse(1), Token);
        var held = Assert.Single(answer!.Jobs);
        Assert.Equal((job.Hold, "by ann"), (held.Hold, held.CancelReason));
    }

    [Fact]
    public async Task Release_CountsNoAttempt_AndKeepsTheJobFromThatWorker()
    {
        var first = await RegisterAsync("w1");
        var second = await RegisterAsync("w2");
        await EnqueueAsync(Job("base/debian"));
        var job = await TakeAsync(first);

        Assert.True(await State.Jobs.ReleaseAsync(job.Hold, "no packager dep", TimeSpan.FromMinutes(1), Token));
        Assert.False(await State.Jobs.ReleaseAsync(job.Hold, "no packager dep", TimeSpan.FromMinutes(1), Token));
        Assert.Null(await State.Jobs.TakeAsync(first, Token));
        Assert.Equal(1, (await TakeAsync(second)).Attempt);
    }

    [Fact]
    public async Task ReleasesWithoutEnd_FailTheJob()
    {
        var worker = await RegisterAsync("w1");
        var enqueued = await EnqueueAsync(Job("base/debian"));
        for (var number = 0; number <= TestState.ShortLimits.Releases; number++)
        {
            await State.Jobs.ReleaseAsync((await TakeAsync(worker)).Hold, "store out of reach", TimeSpan.Zero, Token);
        }

        var job = await State.Jobs.FindAsync(enqueued.Id, Token);
        Assert.Equal(RecordedResult.Failed, job!.Result);
        Assert.Contains("store out of reach", job.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mirror_MissesNoChange()
    {
        var worker = await RegisterAsync("w1");
        var changes = await State.Jobs.ReadChangedAsync(null, Token);
        var seen = new Dictionary<BuildId, JobRow>();
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 5).Select(number => EnqueueAsync(Job($"s{number}"))));
            var job = await TakeAsync(worker);
            await State.Jobs.EndAsync(job.Hold, Failed, Token);
            changes = await State.Jobs.ReadChangedAsync(changes.Cursor, Token);
            foreach (var row in changes.Jobs)
            {
                seen[row.Id] = row;
            }
        }

        foreach (var (id, row) in seen)
        {
            Assert.Equal((await State.Jobs.FindAsync(id, Token))!.State, row.State);
        }

        Assert.Equal(20, seen.Values.Count(row => row.State == JobState.Finished));
    }
}
