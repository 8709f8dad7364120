using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State.Builds;
using Imaginator.State.History;
using Imaginator.State.Jobs.Holding;
using Imaginator.State.Jobs.Requests;

namespace Imaginator.Postgres.Tests.Jobs;

public sealed class SourceTests(PgCluster cluster) : JobTest(cluster)
{
    [Fact]
    public async Task Build_StartsAgainBeforeOthers_WhenItsSourceHasEnded()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("app"));
        var parent = await TakeAsync(worker);
        await EnqueueAsync(Job("another"));
        var answer = await State.Jobs.AwaitSourceAsync(parent.Hold, Source("base"), Token);
        Assert.Equal(AwaitOutcome.Waiting, answer.Outcome);
        Assert.Equal(EndAnswer.Lost, await State.Jobs.EndAsync(parent.Hold, new JobEnd { Result = RecordedResult.Failed }, Token));

        var jobs = new[] { await TakeAsync(worker), await TakeAsync(worker) };
        await SucceedAsync(jobs.Single(job => job.Hold.Job == answer.Source), "base/1");
        await EnqueueAsync(Job("third"));

        var again = await TakeAsync(worker);
        Assert.Equal((parent.Hold.Job, 1), (again.Hold.Job, again.Attempt));
    }

    [Fact]
    public async Task FailedSource_FailsTheBuildsThatWait()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("app"));
        var parent = await TakeAsync(worker);
        await State.Jobs.AwaitSourceAsync(parent.Hold, Source("base"), Token);
        await State.Jobs.EndAsync((await TakeAsync(worker)).Hold, new JobEnd { Result = RecordedResult.Failed, Error = "boom" }, Token);

        var job = await State.Jobs.FindAsync(parent.Hold.Job, Token);
        Assert.Equal(((RecordedResult?)RecordedResult.Failed, "building the source image base failed: boom"), (job!.Result, job.Error));
    }

    [Fact]
    public async Task CancelledBuild_CancelsTheSourceThatOnlyItNeeds()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("app"));
        var parent = await TakeAsync(worker);
        var answer = await State.Jobs.AwaitSourceAsync(parent.Hold, Source("base"), Token);
        await State.Jobs.CancelAsync(parent.Hold.Job, "by ann", Token);

        Assert.Equal(RecordedResult.Cancelled, (await State.Jobs.FindAsync(answer.Source!.Value, Token))!.Result);
    }

    [Fact]
    public async Task BuildsThatNeedEachOther_AreACycle_FromTwoWorkersAtOnce()
    {
        var worker = await RegisterAsync("w1");
        for (var round = 0; round < 20; round++)
        {
            await EnqueueAsync(Job("a"));
            await EnqueueAsync(Job("b"));
            var first = await TakeAsync(worker);
            var second = await TakeAsync(worker);
            var answers = await Task.WhenAll(
                State.Jobs.AwaitSourceAsync(first.Hold, Source(second.Stream), Token).AsTask(),
                State.Jobs.AwaitSourceAsync(second.Hold, Source(first.Stream), Token).AsTask());

            Assert.Equal([AwaitOutcome.Waiting, AwaitOutcome.Cycle], answers.Select(answer => answer.Outcome).Order());
            var holder = answers[0].Outcome == AwaitOutcome.Cycle ? first : second;
            Assert.Contains(holder.Stream, answers.Single(answer => answer.Outcome == AwaitOutcome.Cycle).Streams);
            await State.Jobs.EndAsync(holder.Hold, new JobEnd { Result = RecordedResult.Failed, Error = "cycle" }, Token);
        }
    }

    [Fact]
    public async Task BuildThatDoesNotSeeItsSource_DoesNotWaitForEver()
    {
        var worker = await RegisterAsync("w1");
        await EnqueueAsync(Job("app"));
        for (var wait = 0; wait < TestState.ShortLimits.WaitsPerSource; wait++)
        {
            var parent = await TakeAsync(worker);
            await State.Jobs.AwaitSourceAsync(parent.Hold, Source("base"), Token);
            await SucceedAsync(await TakeAsync(worker), $"base/{wait}");
        }

        var last = await TakeAsync(worker);
        Assert.Equal(AwaitOutcome.Repeated, (await State.Jobs.AwaitSourceAsync(last.Hold, Source("base"), Token)).Outcome);
    }

    private NewJob Source(string stream) => Job(stream) with { Reason = BuildReason.SourceImage, Daemon = null };

    private async Task SucceedAsync(TakenJob job, string image)
    {
        Assert.Equal(PublishAnswer.Permitted, await State.Jobs.BeginPublishAsync(job.Hold, image, Token));
        await State.Jobs.EndAsync(job.Hold, new JobEnd { Result = RecordedResult.Succeeded, ImageName = image }, Token);
    }
}
