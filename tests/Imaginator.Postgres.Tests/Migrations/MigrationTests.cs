using Imaginator.Postgres.Migrations;
using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State;

namespace Imaginator.Postgres.Tests.Migrations;

public sealed class MigrationTests(PgCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmptyDatabase_GetsAllTables_AndASecondMigrationNone()
    {
        await using var state = TestState.Open(cluster, await cluster.CreateEmptyAsync());

        Assert.Equal(MigrationScripts.Steps.Length, await state.Migrator.MigrateAsync(Token));
        Assert.Equal(0, await state.Migrator.MigrateAsync(Token));
        await state.Migrator.CheckAsync(Token);
        Assert.Null(await state.Jobs.FindAsync(default, Token));
    }

    [Fact]
    public async Task MigrationsOfManyDaemonsAtOnce_RunEachScriptOnce()
    {
        var database = await cluster.CreateEmptyAsync();
        var steps = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var state = TestState.Open(cluster, database);
            return await state.Migrator.MigrateAsync(Token);
        }));

        Assert.Equal(MigrationScripts.Steps.Length, steps.Sum());
    }

    [Fact]
    public async Task OlderDatabase_IsRefused_WithTheCure()
    {
        var database = await cluster.CreateAsync();
        await cluster.ExecuteAsync(database, "DELETE FROM imaginator.schema_versions WHERE scriptname = '0003_jobs'");
        await using var state = TestState.Open(cluster, database);

        var failure = await Assert.ThrowsAsync<StateException>(() => state.Migrator.CheckAsync(Token));
        Assert.Equal(StateFailure.OtherVersion, failure.Reason);
        Assert.Contains("0003_jobs", failure.Message, StringComparison.Ordinal);
        Assert.Contains("imaginator migrate", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseWithoutTables_IsRefused_WithTheCure()
    {
        await using var state = TestState.Open(cluster, await cluster.CreateEmptyAsync());

        var failure = await Assert.ThrowsAsync<StateException>(async () => await state.Jobs.FindAsync(default, Token));
        Assert.Equal(StateFailure.OtherVersion, failure.Reason);
    }

    [Fact]
    public async Task Worker_CannotReadTablesOfSecrets()
    {
        var database = await cluster.CreateAsync();
        await cluster.ExecuteAsync(
            "postgres",
            "DO $$ BEGIN CREATE ROLE imaginator_worker LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$");
        await using var owner = TestState.Open(cluster, database);
        await owner.Migrator.MigrateAsync(Token);

        await cluster.ExecuteAsync(database, "SET ROLE imaginator_worker; SELECT count(*) FROM imaginator.jobs");
        foreach (var table in new[] { "tokens", "session_keys", "ended_sessions", "idempotency_keys", "deliveries", "requests" })
        {
            await cluster.ExecuteAsync(
                database,
                $"""
                SET ROLE imaginator_worker;
                DO $$ BEGIN PERFORM 1 FROM imaginator.{table}; RAISE EXCEPTION 'readable';
                EXCEPTION WHEN insufficient_privilege THEN END $$
                """);
        }
    }
}
