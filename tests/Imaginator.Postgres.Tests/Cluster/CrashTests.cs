using Imaginator.State.Builds;
using Imaginator.State.Fleet;
using Imaginator.State.Jobs.Requests;

namespace Imaginator.Postgres.Tests.Cluster;

public sealed class CrashTests
{
    [Fact]
    public async Task ServerThatCrashes_KeepsAcceptedJobs()
    {
        var token = TestContext.Current.CancellationToken;
        await using var cluster = new PgCluster();
        await cluster.InitializeAsync();
        await using var state = TestState.Open(cluster, await cluster.CreateAsync());
        var worker = Guid.NewGuid();
        await state.Fleet.RegisterWorkerAsync(new WorkerRegistration(worker, "w1", [], 1, "1", 1), token);
        var job = new NewJob
        {
            Submission = Guid.NewGuid(),
            Id = new BuildId(1),
            Stream = "base/debian",
            StreamName = "base/debian",
            Reason = BuildReason.Request,
            User = "ann",
            JoinKey = new byte[] { 1 },
            Request = new byte[] { 2 },
            MaximumDuration = TimeSpan.FromHours(1),
        };
        await state.Jobs.EnqueueAsync(job, token);
        await cluster.CrashAsync();

        // The pool has connections of the former server: calls replace them.
        Assert.Equal(job.Id, (await state.Jobs.TakeAsync(worker, token))!.Hold.Job);
    }
}
