using Imaginator.Host.Databases;
using Imaginator.Host.History.Hours;
using Imaginator.Host.History.Records;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.History.Records;

public sealed class HistoryMigrationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Records.Start);

    /// <summary>The tables of version 0.1.</summary>
    private static DatabaseSchema Earlier => HistorySchema.Schema with { Steps = [.. HistorySchema.Schema.Steps.Take(2)] };

    public void Dispose() => _directory.Dispose();

    /// <summary>What the history counts while builds end is what the conversion counts of the builds of earlier versions.</summary>
    [Fact]
    public void BuildsOfEarlierVersions_CountAsIfTheyEndedNow()
    {
        BuildRecord[] builds =
        [
            Records.At(1), Records.At(2, result: RecordedResult.Failed), Records.At(3, result: RecordedResult.Failed),
            Records.At(61, "x", RecordedResult.Failed) with { Stages = [new StageRecord("scripts", Records.Start)] },
            Records.At(62, "x", RecordedResult.Succeeded) with { NewBytes = 500 },
            Records.At(63, "x", RecordedResult.Cancelled),
        ];
        using var current = Open("current.sqlite", HistorySchema.Schema);
        using var currentHistory = new BuildHistory(current);
        Array.ForEach(builds, currentHistory.Save);

        // An earlier version: the tables of its two steps, with the same builds.
        using (var earlier = Open("earlier.sqlite", Earlier))
        using (var connection = earlier.Open())
        {
            connection.Execute("ATTACH $path AS source", ("$path", _directory.PathOf("current.sqlite")));
            foreach (var table in new[] { "builds", "requestors", "stages", "latest" })
            {
                connection.Execute($"INSERT INTO main.{table} SELECT * FROM source.{table}");
            }

            connection.Execute("DETACH source");
        }

        using var converted = Open("earlier.sqlite", HistorySchema.Schema);
        using var convertedHistory = new BuildHistory(converted);

        Assert.Equal(currentHistory.ReadFailing(), convertedHistory.ReadFailing());
        var span = HourSpan.Between(Records.Start, Records.Start.AddHours(3), width: 1);
        var (expected, actual) = (currentHistory.ReadHours(span), convertedHistory.ReadHours(span));
        Assert.Equal(expected.Failures, actual.Failures);
        for (var step = 0; step < span.Steps; step++)
        {
            Assert.Equal(expected.Steps[step].Builds, actual.Steps[step].Builds);
            Assert.Equal(expected.Steps[step].NewBytes, actual.Steps[step].NewBytes);
            Assert.Equal(expected.Steps[step].Durations.Percentile(0.5), actual.Steps[step].Durations.Percentile(0.5));
            Assert.Equal(expected.Steps[step].Waits.Percentile(0.5), actual.Steps[step].Waits.Percentile(0.5));
        }

        Assert.True(File.Exists(_directory.PathOf("earlier.sqlite.version-2")));
    }

    /// <summary>docs/how-to/return-to-version-0.1.md gives these commands.</summary>
    [Fact]
    public void CommandsOfTheHowTo_MakeAHistoryThatTheEarlierVersionReads()
    {
        using (var database = Open("history.sqlite", HistorySchema.Schema))
        using (var history = new BuildHistory(database))
        {
            history.Save(Records.At(1));
            using var connection = database.Open();
            foreach (var table in new[]
            {
                "requests", "idempotency_keys", "failing", "duration_buckets", "hours", "hour_results", "hour_durations", "hour_failures",
            })
            {
                connection.Execute($"DROP TABLE {table}");
            }

            connection.Execute("PRAGMA user_version = 2");
        }

        using var earlier = Open("history.sqlite", Earlier);
        using var read = earlier.Open();
        Assert.Equal(1L, read.Scalar("SELECT count(*) FROM builds"));
    }

    private SqliteDatabase Open(string name, DatabaseSchema schema) =>
        new(_directory.PathOf(name), schema, _time, (reason, _) => Assert.Fail(reason));
}
