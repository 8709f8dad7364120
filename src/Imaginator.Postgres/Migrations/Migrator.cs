using DbUp.Builder;
using DbUp.Helpers;
using Imaginator.Postgres.Connecting;
using Imaginator.State;
using Npgsql;

namespace Imaginator.Postgres.Migrations;

/// <summary>Brings the tables of a database to the version of this program.</summary>
internal sealed class Migrator(DataSources sources)
{
    private const string Schema = "imaginator";
    private const string Journal = "schema_versions";

    /// <summary>Runs the scripts that the database lacks, and all functions. Two migrations run one after the other.</summary>
    /// <returns>The number of scripts that created or changed tables.</returns>
    /// <exception cref="StateException">The database cannot be reached or refused a script. Scripts that ran before stay.</exception>
    public async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The lock ends with the connection. It waits as long as another migration runs.
            await using var connection = await sources.Direct.OpenConnectionAsync(cancellationToken);
            await using var acquire = connection.Command("SELECT pg_advisory_lock(16, 0)");
            acquire.CommandTimeout = 0;
            await acquire.ExecuteNonQueryAsync(cancellationToken);
            await connection.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {Schema}", [], cancellationToken);
            return await Task.Run(Upgrade, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new StateException(
                PostgresFailures.Judge(e) ?? StateFailure.Damaged,
                $"cannot migrate the database: {PostgresFailures.Describe(e)}; migrations require the owner of schema {Schema}",
                e);
        }
    }

    /// <summary>Makes sure that the database has all tables that this program uses.</summary>
    /// <exception cref="StateException">Tables are missing, or the database cannot be reached.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var calls = new PostgresCalls(sources.Main, TimeProvider.System, TimeSpan.FromSeconds(10));
        var done = await calls.ReadAsync(
            $"SELECT scriptname FROM {Schema}.{Journal}", [], reader => reader.GetString(0), cancellationToken);
        if (MigrationScripts.Steps.Except(done, StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
        {
            throw new StateException(
                StateFailure.OtherVersion,
                $"the database lacks {string.Join(", ", missing)}; run \"imaginator migrate\"",
                new InvalidOperationException("the schema is older than the program"));
        }
    }

    private int Upgrade()
    {
        var steps = Run(Engine().WithScripts(MigrationScripts.ReadSteps()).JournalToPostgresqlTable(Schema, Journal));
        Run(Engine().WithScripts(MigrationScripts.ReadFunctions()).JournalTo(new NullJournal()));
        return steps;
    }

    private UpgradeEngineBuilder Engine() => PostgresqlExtensions.PostgresqlDatabase(new MigrationConnections(sources.Direct), Schema)
        .WithTransactionPerScript()
        .WithVariablesDisabled()
        .WithExecutionTimeout(TimeSpan.FromMinutes(30))
        .LogToNowhere();

    private static int Run(UpgradeEngineBuilder builder)
    {
        var result = builder.Build().PerformUpgrade();
        if (result.Successful)
        {
            return result.Scripts.Count();
        }

        var step = result.ErrorScript?.Name ?? "a script";
        throw new StateException(
            PostgresFailures.Judge(result.Error) ?? StateFailure.Damaged,
            $"cannot migrate the database: {step} failed: {PostgresFailures.Describe(result.Error)}",
            result.Error);
    }
}
