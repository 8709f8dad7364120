using System.Collections.Immutable;
using Imaginator.Host.Databases;
using Imaginator.Host.History.Hours;
using Imaginator.Host.Queue.Requests;
using Microsoft.Data.Sqlite;

namespace Imaginator.Host.History.Records;

/// <content>Failing streams and the series of dashboards.</content>
internal sealed partial class BuildHistory
{
    /// <summary>The maximum length of an error in a list, in characters.</summary>
    private const int MaximumListedError = 500;

    private long _conclusions;

    /// <summary>Changes whenever the last builds of streams have changed.</summary>
    public long Conclusions => Interlocked.Read(ref _conclusions);

    /// <summary>Reads all streams whose last build failed, the longest failing first, those included that are no longer configured.</summary>
    public ImmutableArray<RecordedFailure> ReadFailing()
    {
        using var connection = database.Open();
        using var command = connection.Command(
            """
            SELECT l.stream, l.last_id, coalesce(f.since, b.finished_at, b.queued_at), substr(b.error, 1, $length), coalesce(f.failures, 1)
            FROM latest l CROSS JOIN builds b ON b.id = l.last_id LEFT JOIN failing f ON f.stream = l.stream
            WHERE l.is_good = 0 ORDER BY 3, 1
            """,
            ("$length", MaximumListedError));
        using var reader = command.ExecuteReader();
        var failures = ImmutableArray.CreateBuilder<RecordedFailure>();
        while (reader.Read())
        {
            failures.Add(new RecordedFailure(
                reader.GetString(0),
                new BuildId(reader.GetInt64(1)),
                ToTime(reader, 2)!.Value,
                reader.GetString(3),
                reader.GetInt32(4)));
        }

        return failures.ToImmutable();
    }

    /// <summary>Reads the sums of hours.</summary>
    public HourSeries ReadHours(HourSpan span)
    {
        using var connection = database.Open();
        return HourReader.Read(connection, span);
    }

    /// <summary>Counts the stages in which builds failed; the stage is empty for none.</summary>
    public ImmutableDictionary<string, int> CountFailedStages(IEnumerable<BuildId> builds)
    {
        using var connection = database.Open();
        using var command = connection.Command(
            """
            SELECT coalesce((
                SELECT name FROM stages WHERE build_id = j.value AND elapsed IS NULL ORDER BY number DESC LIMIT 1), ''), count(*)
            FROM json_each($ids) j GROUP BY 1
            """,
            ("$ids", $"[{string.Join(',', builds.Select(id => id.Value))}]"));
        using var reader = command.ExecuteReader();
        var stages = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        while (reader.Read())
        {
            stages[reader.GetString(0)] = reader.GetInt32(1);
        }

        return stages.ToImmutable();
    }

    /// <summary>Adds a sample of the queue, the package cache and the image store.</summary>
    public void AddSample(DateTimeOffset now, HourSample sample) =>
        Write(connection => HourTables.AddSample(connection, now, sample));

    private static bool IsFinished(SqliteConnection connection, BuildId id) =>
        connection.Scalar("SELECT is_good FROM builds WHERE id = $id", ("$id", id.Value)) is not null;

    private static void AddToHours(SqliteConnection connection, BuildRecord build) => HourTables.Add(
        connection,
        new FinishedBuild(build.FinishedAt ?? build.QueuedAt, (int)build.Result)
        {
            NewBytes = build.NewBytes,
            Duration = build.Result == RecordedResult.Succeeded ? build.Elapsed : null,
            Wait = build.StartedAt - build.QueuedAt,
            FailedStage = build.Result == RecordedResult.Failed
                ? build.Stages.LastOrDefault(stage => stage.Elapsed is null)?.Name ?? ""
                : null,
        });

    /// <summary>Follows the failures in a row of a stream; called once for each build, after its result is saved.</summary>
    private static void SaveFailing(SqliteConnection connection, BuildRecord build)
    {
        if (build.Result == RecordedResult.Failed)
        {
            connection.Execute(
                """
                INSERT INTO failing SELECT $stream, $finished, 1
                WHERE $id > coalesce((SELECT good_id FROM latest WHERE stream = $stream), 0)
                ON CONFLICT (stream) DO UPDATE SET failures = failures + 1, since = min(since, excluded.since)
                """,
                ("$stream", build.StreamName),
                ("$finished", (build.FinishedAt ?? build.QueuedAt).UtcTicks),
                ("$id", build.Id.Value));
            return;
        }

        // A build that waited for a long time can succeed after a later one has failed.
        connection.Execute("DELETE FROM failing WHERE stream = $stream", ("$stream", build.StreamName));
        connection.Execute(
            """
            INSERT INTO failing
            SELECT stream, min(coalesce(finished_at, queued_at)), count(*) FROM builds
            WHERE stream = $stream AND is_good = 0 AND result = $failed AND id > $id GROUP BY stream
            """,
            ("$stream", build.StreamName), ("$failed", (int)RecordedResult.Failed), ("$id", build.Id.Value));
    }
}
