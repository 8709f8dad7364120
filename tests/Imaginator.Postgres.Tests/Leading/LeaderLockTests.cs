using System.Collections.Concurrent;
using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State.Fleet;

namespace Imaginator.Postgres.Tests.Leading;

public sealed class LeaderLockTests(PgCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneCandidateLeadsAtATime_AndTermsAscend()
    {
        await using var state = TestState.Open(cluster, await cluster.CreateAsync());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var terms = new ConcurrentQueue<long>();
        var leaders = 0;
        var candidates = Enumerable.Range(0, 3).Select(_ => state.CreateCandidate(Guid.NewGuid()).RunAsync(
            async (term, leading) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref leaders));
                terms.Enqueue(term.Value);
                if (terms.Count >= 3)
                {
                    await ended.CancelAsync();
                }

                await Task.Delay(50, CancellationToken.None);
                Interlocked.Decrement(ref leaders);
            },
            ended.Token)).ToArray();
        await Task.WhenAll(candidates);

        Assert.Equal(terms.Order(), terms);
        Assert.Equal(terms.Count, terms.Distinct().Count());
    }

    [Fact]
    public async Task LeaderWhoseConnectionEnds_StopsItsWork_AndALaterTermFences()
    {
        var database = await cluster.CreateAsync();
        await using var state = TestState.Open(cluster, database);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = new TaskCompletionSource<Term>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource<Term>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = state.CreateCandidate(Guid.NewGuid()).RunAsync(
            async (term, token) =>
            {
                if (!first.TrySetResult(term))
                {
                    second.TrySetResult(term);
                }

                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }
                finally
                {
                    stopped.TrySetResult();
                }
            },
            ended.Token);

        var before = await first.Task.WaitAsync(Token);
        await cluster.ExecuteAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(5), Token);
        var after = await second.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.True(after.Value > before.Value);
        await cluster.ExecuteAsync(
            database,
            $"DO $$ BEGIN ASSERT NOT imaginator.leads('site', {before.Value}) AND imaginator.leads('site', {after.Value}); END $$");
        await ended.CancelAsync();
        await running;
    }
}
