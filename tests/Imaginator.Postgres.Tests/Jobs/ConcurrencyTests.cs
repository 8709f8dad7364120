using System.Collections.Concurrent;
using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State.Builds;
using Imaginator.State.History;
using Imaginator.State.Jobs.Holding;

namespace Imaginator.Postgres.Tests.Jobs;

public sealed class ConcurrencyTests(PgCluster cluster) : JobTest(cluster)
{
    private const int Jobs = 400;
    private const int Streams = 40;
    private const int Takers = 12;

    /// <summary>Connections are ended by the server at random: answers are lost before and after their commit.</summary>
    [Fact]
    public async Task NoJobIsLostOrBuiltTwice_WhileConnectionsBreak()
    {
        await Parallel.ForAsync(0, Jobs, Token, async (number, _) =>
            await EnqueueAsync(Job($"s{number % Streams}", $"user{number % 7}", $"key{number}")));

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = new ConcurrentDictionary<string, BuildId>();
        var done = new ConcurrentDictionary<BuildId, int>();
        var breaking = BreakConnectionsAsync(ended.Token);
        await Task.WhenAll(Enumerable.Range(0, Takers).Select(number => WorkAsync($"w{number}", running, done)));
        await ended.CancelAsync();
        await breaking;

        Assert.Equal(Jobs, done.Count);
        Assert.All(done.Values, count => Assert.Equal(1, count));

        // The database's own record: intervals of one stream do not overlap, and each build has one end.
        await Cluster.ExecuteAsync(
            Database,
            """
            DO $$ BEGIN
              ASSERT NOT EXISTS (
                SELECT 1 FROM imaginator.job_attempts a JOIN imaginator.jobs j ON j.id = a.job
                JOIN imaginator.job_attempts b ON b.fence > a.fence JOIN imaginator.jobs k ON k.id = b.job AND k.stream = j.stream
                WHERE b.started_at < a.ended_at), 'attempts of one stream overlap';
              ASSERT (SELECT count(*) FROM imaginator.build_ends) = (SELECT count(*) FROM imaginator.jobs), 'ends';
              ASSERT NOT EXISTS (SELECT 1 FROM imaginator.builds WHERE result <> 7), 'records';
            END $$
            """);
    }

    private async Task WorkAsync(string name, ConcurrentDictionary<string, BuildId> running, ConcurrentDictionary<BuildId, int> done)
    {
        var worker = await RegisterAsync(name);
        var idle = 0;
        while (idle < 20)
        {
            // A job whose answer was lost is listed by the heartbeat, and goes back.
            var pulse = await State.Jobs.HeartbeatAsync(worker, new WorkerPulse(0), Token);
            Assert.NotNull(pulse);
            foreach (var held in pulse.Jobs)
            {
                await State.Jobs.ReleaseAsync(held.Hold, "the answer was lost", TimeSpan.Zero, Token);
            }

            if (await State.Jobs.TakeAsync(worker, Token) is not { } job)
            {
                idle++;
                await Task.Delay(20, Token);
                continue;
            }

            idle = 0;
            Assert.True(running.TryAdd(job.Stream, job.Hold.Job), $"two builds of {job.Stream} at a time");
            await Task.Yield();
            Assert.True(running.TryRemove(job.Stream, out _));
            var answer = await State.Jobs.EndAsync(job.Hold, new JobEnd { Result = RecordedResult.Unchanged }, Token);
            Assert.NotEqual(EndAnswer.Lost, answer);
            done.AddOrUpdate(job.Hold.Job, 1, (_, count) => count + 1);
        }
    }

    private async Task BreakConnectionsAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Cluster.ExecuteAsync(
                "postgres",
                $"""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = '{Database}' AND random() < 0.1
                """);
            try
            {
                await Task.Delay(100, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
