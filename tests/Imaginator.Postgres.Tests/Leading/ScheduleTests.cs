using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State;
using Imaginator.State.Builds;
using Imaginator.State.Fleet;
using Imaginator.State.Schedule;

namespace Imaginator.Postgres.Tests.Leading;

public sealed class ScheduleTests(PgCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PlannedRebuild[] Plan { get; } = [new("base", null, true), new("app", "base", true)];

    [Fact]
    public async Task Cycle_SurvivesItsLeader_AndTheFormerLeaderWritesNothing()
    {
        var database = await cluster.CreateAsync();
        await using var state = TestState.Open(cluster, database);
        var former = await BeginTermAsync(database, 1);
        var cycle = await state.Schedule.BeginCycleAsync(former, Plan, Token);
        Assert.NotNull(cycle);
        Assert.Null(await state.Schedule.BeginCycleAsync(former, Plan, Token));
        await state.Schedule.SetRebuildAsync(
            former, cycle.Value, new StreamRebuild("base", StreamRebuildState.Pending), new BuildId(5), Token);

        var leader = await BeginTermAsync(database, 2);
        var late = await Assert.ThrowsAsync<StateException>(async () => await state.Schedule.SetRebuildAsync(
            former, cycle.Value, new StreamRebuild("base", StreamRebuildState.Failed), null, Token));
        Assert.Equal(StateFailure.NotLeader, late.Reason);
        await state.Schedule.SetRebuildAsync(
            leader, cycle.Value, new StreamRebuild("base", StreamRebuildState.Rebuilt, "base/1"), null, Token);

        var found = (await state.Schedule.ReadAsync(Token)).Latest!;
        Assert.Equal(["base", "app"], found.Rebuilds.Select(rebuild => rebuild.Plan.StreamName).ToArray());
        Assert.Equal(new StreamRebuild("base", StreamRebuildState.Rebuilt, "base/1"), found.Rebuilds[0].State);
        Assert.Equal(new BuildId(5), found.Rebuilds[0].Build);
        await state.Schedule.EndCycleAsync(leader, cycle.Value, Token);
        Assert.NotNull(await state.Schedule.BeginCycleAsync(leader, Plan, Token));
    }

    [Fact]
    public async Task Orders_AreTakenByTheLeader()
    {
        var database = await cluster.CreateAsync();
        await using var state = TestState.Open(cluster, database);
        await state.Schedule.OrderAsync(Token);

        Assert.False(await state.Schedule.TakeOrdersAsync(new Term(1), Token));
        var leader = await BeginTermAsync(database, 1);
        Assert.True(await state.Schedule.TakeOrdersAsync(leader, Token));
        Assert.False(await state.Schedule.TakeOrdersAsync(leader, Token));
    }

    private async Task<Term> BeginTermAsync(string database, long term)
    {
        await cluster.ExecuteAsync(
            database,
            $"INSERT INTO imaginator.leaders VALUES ('site', {term}) ON CONFLICT (role) DO UPDATE SET term = excluded.term");
        return new Term(term);
    }
}
