using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State.Builds;
using Imaginator.State.History;
using Imaginator.State.Jobs;
using Imaginator.State.Jobs.Requests;

namespace Imaginator.Postgres.Tests.Jobs;

public sealed class EnqueueTests(PgCluster cluster) : JobTest(cluster)
{
    [Fact]
    public async Task RepeatedCall_AddsOneJob()
    {
        var job = Job("base/debian");
        await EnqueueAsync(job);
        var again = await EnqueueAsync(job with { Id = new BuildId(99) });

        Assert.Equal(job.Id, again.Id);
        Assert.False(again.IsJoined);
        Assert.Null(await State.Jobs.FindAsync(new BuildId(99), Token));
    }

    [Fact]
    public async Task RequestsOfOneKey_ShareABuild_FromManyDaemonsAtOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => EnqueueAsync(Job("base/debian"))));

        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Equal(31, answers.Count(answer => answer.IsJoined));
    }

    // The rows of BuildMatching.Satisfies: what a request wants of a build that exists.
    [Theory]
    [InlineData(60, 60, true)]
    [InlineData(0, 60, true)]
    [InlineData(60, 0, false)]
    [InlineData(30, 60, false)]
    public async Task ShorterLife_DoesNotSatisfy(int given, int wanted, bool joins)
    {
        await EnqueueAsync(Job("base/debian") with { ExpiresIn = TimeSpan.FromMinutes(given) });
        var answer = await EnqueueAsync(Job("base/debian") with { ExpiresIn = TimeSpan.FromMinutes(wanted) });

        Assert.Equal(joins, answer.IsJoined);
    }

    [Theory]
    [InlineData(60, 60, true)]
    [InlineData(60, 0, true)]
    [InlineData(0, 60, false)]
    [InlineData(60, 30, false)]
    public async Task OlderSource_DoesNotSatisfy(int given, int wanted, bool joins)
    {
        await EnqueueAsync(Job("base/debian") with { MaximumSourceAge = TimeSpan.FromMinutes(given) });
        var answer = await EnqueueAsync(Job("base/debian") with { MaximumSourceAge = TimeSpan.FromMinutes(wanted) });

        Assert.Equal(joins, answer.IsJoined);
    }

    [Fact]
    public async Task CancelledBuild_IsNotJoined()
    {
        var worker = await RegisterAsync("w1");
        var first = await EnqueueAsync(Job("base/debian"));
        await TakeAsync(worker);
        Assert.Equal(JobCancellation.Cancelled, await State.Jobs.CancelAsync(first.Id, "by ann", Token));

        Assert.False((await EnqueueAsync(Job("base/debian"))).IsJoined);
    }

    [Fact]
    public async Task UserWithManyJobs_DoesNotDelayAnother()
    {
        for (var number = 0; number < 20; number++)
        {
            await EnqueueAsync(Job($"ann/{number}", "ann"));
        }

        var late = await EnqueueAsync(Job("bob/one", "bob"));
        var worker = await RegisterAsync("w1");

        Assert.Equal("ann/0", (await TakeAsync(worker)).Stream);
        Assert.Equal(late.Id, (await TakeAsync(worker)).Hold.Job);
    }

    [Fact]
    public async Task People_ComeBeforeAutomaticBuilds_AndRaiseWhatTheyJoin()
    {
        var automatic = await EnqueueAsync(Job("nightly", "imaginator") with { Urgency = 1, Reason = BuildReason.AutoRebuild });
        await EnqueueAsync(Job("other", "imaginator") with { Urgency = 1, Reason = BuildReason.AutoRebuild });
        var person = await EnqueueAsync(Job("mine"));
        await EnqueueAsync(Job("nightly", "bob"));
        var worker = await RegisterAsync("w1");

        var order = new[] { await TakeAsync(worker), await TakeAsync(worker), await TakeAsync(worker) }.Select(job => job.Hold.Job);
        Assert.Equal([automatic.Id, person.Id], order.Take(2).Order());
    }

    [Fact]
    public async Task UserHasHalfOfTheQueue_AndTheQueueAMaximum()
    {
        for (var number = 0; number < 2; number++)
        {
            await EnqueueAsync(Job($"ann/{number}") with { MaximumQueued = 4 });
            await EnqueueAsync(Job($"bob/{number}", "bob") with { MaximumQueued = 5 });
        }

        var ofAnn = await State.Jobs.EnqueueAsync(Job("ann/2") with { MaximumQueued = 5 }, Token);
        var ofEve = await State.Jobs.EnqueueAsync(Job("eve/0", "eve") with { MaximumQueued = 4 }, Token);

        Assert.Equal(((JobRefusal?)JobRefusal.TooManyOfUser, 2L), (ofAnn.Refusal, ofAnn.Limit));
        Assert.Equal(((JobRefusal?)JobRefusal.QueueFull, 4L), (ofEve.Refusal, ofEve.Limit));
    }

    [Fact]
    public async Task Pause_RefusesItsKind_UntilItEnds()
    {
        var ends = await State.Jobs.PauseAsync(PauseKind.Requests, TimeSpan.FromMinutes(5), Token);
        var refused = await State.Jobs.EnqueueAsync(Job("base/debian") with { Pause = PauseKind.Requests }, Token);
        Assert.Equal(((JobRefusal?)JobRefusal.Paused, ends), (refused.Refusal, refused.PausedUntil));
        await EnqueueAsync(Job("nightly") with { Pause = PauseKind.AutoBuilds });

        await State.Jobs.PauseAsync(PauseKind.Requests, TimeSpan.Zero, Token);
        Assert.Empty(await State.Jobs.ReadPausesAsync(Token));
        await EnqueueAsync(Job("base/debian") with { Pause = PauseKind.Requests });
    }

    [Fact]
    public async Task LastCallerLeaves_CancelsTheBuild_UnlessItIsDetached()
    {
        var waited = await EnqueueAsync(Job("base/debian"));
        await EnqueueAsync(Job("base/debian"));
        var detached = await EnqueueAsync(Job("base/fedora") with { IsDetached = true });

        await State.Jobs.LeaveAsync(waited.Id, Daemon, Token);
        Assert.Equal(JobState.Queued, (await State.Jobs.FindAsync(waited.Id, Token))!.State);
        await State.Jobs.LeaveAsync(waited.Id, Daemon, Token);
        await State.Jobs.LeaveAsync(detached.Id, Daemon, Token);

        Assert.Equal(RecordedResult.Cancelled, (await State.Jobs.FindAsync(waited.Id, Token))!.Result);
        Assert.Equal(JobState.Queued, (await State.Jobs.FindAsync(detached.Id, Token))!.State);
    }

    [Fact]
    public async Task Record_IsMadeWithTheJob()
    {
        var kept = new RecordedRequest { Branch = "main", Variables = new byte[] { 9 }, Missing = ["TOKEN"] };
        var job = Job("base/debian") with { Kept = kept, Inputs = new BuildInputs { ManifestUrl = "git://x", VariableNames = ["A", "TOKEN"] } };
        await EnqueueAsync(job);
        await EnqueueAsync(Job("base/debian", "bob"));

        var record = await State.History.FindAsync(job.Id, Token);
        var request = await State.History.FindRequestAsync(job.Id, Token);

        Assert.Equal((RecordedResult.Queued, "ann", "git://x"), (record!.Result, record.Requestor, record.Inputs.ManifestUrl));
        Assert.Equal("bob", Assert.Single(record.Joined));
        Assert.Equal("main", request!.Branch);
        Assert.Equal((byte)9, Assert.Single(request.Variables.ToArray()));
        Assert.Equal("TOKEN", Assert.Single(request.Missing));
    }
}
