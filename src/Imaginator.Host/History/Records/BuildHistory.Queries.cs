using System.Collections.Immutable;
using Imaginator.Host.Databases;
using Imaginator.Host.Queue.Requests;
using Microsoft.Data.Sqlite;

namespace Imaginator.Host.History.Records;

internal sealed partial class BuildHistory
{
    /// <summary>The error of a build that the daemon did not finish.</summary>
    public const string InterruptedError = "interrupted: the daemon ended before the build did";

    internal const string Columns =
        """
        b.id, b.stream, b.result, b.reason, b.requestor, b.queued_at, b.started_at, b.finished_at, b.image, b.error,
        b.manifest_url, b.manifest_directory, b.branch, b.commit_id, b.source_image, b.variables, b.worker,
        b.needed_by, b.retry_of, b.retried_as, b.new_objects, b.new_bytes, b.same_as
        """;

    /// <summary>Finds a build, with its stages and all who joined it; null if there is none.</summary>
    public BuildRecord? Find(BuildId id)
    {
        using var connection = database.Open();
        return FindWith(connection, $"SELECT {Columns} FROM builds b WHERE b.id = $value", id.Value);
    }

    /// <summary>Finds the build that published an image, with its stages; null if there is none.</summary>
    public BuildRecord? FindImage(string imageName)
    {
        using var connection = database.Open();
        return FindWith(
            connection, $"SELECT {Columns} FROM builds b WHERE b.image = $value ORDER BY b.id DESC LIMIT 1", imageName);
    }

    /// <summary>Reads a page of builds, the newest first, without their stages.</summary>
    public HistoryPage Query(HistoryQuery query)
    {
        using var connection = database.Open();
        using var command = connection.Command(
            HistorySql.Of(query, Columns),
            ("$requestor", query.Requestor),
            ("$stream", query.StreamName),
            ("$good", ToNumber(query.IsGood ?? query.Result?.IsGood())),
            ("$result", (int?)query.Result),
            ("$before", query.Before?.Value),
            ("$from", query.From is { } from ? FirstIdAt(from) : null),
            ("$until", query.Until is { } until ? FirstIdAt(until) : null),
            ("$count", query.Count + 1));
        var builds = Read(command);
        return new HistoryPage(builds.Count > query.Count ? [.. builds.Take(query.Count)] : [.. builds], builds.Count > query.Count);
    }

    /// <summary>Reads builds by their ids, the newest first, without their stages; unknown ids are left out.</summary>
    public ImmutableArray<BuildRecord> ReadMany(IReadOnlyList<BuildId> ids)
    {
        using var connection = database.Open();
        using var command = connection.Command(
            $"""
            SELECT {Columns} FROM builds b
            WHERE b.id IN (SELECT value FROM json_each($ids)) ORDER BY b.id DESC
            """,
            ("$ids", $"[{string.Join(',', ids.Select(id => id.Value))}]"));
        return [.. Read(command)];
    }

    /// <summary>
    /// Reads at most <paramref name="count"/> last builds of those streams whose last build succeeded, or of those whose last
    /// build failed, the newest first; and their total number.
    /// </summary>
    public (ImmutableArray<BuildRecord> Builds, int Total) ReadLatest(bool isGood, int count)
    {
        using var connection = database.Open();
        using var command = connection.Command(
            $"""
            SELECT {Columns} FROM latest l CROSS JOIN builds b ON b.id = l.last_id
            WHERE l.is_good = $good ORDER BY l.last_id DESC LIMIT $count
            """,
            ("$good", ToNumber(isGood)), ("$count", count));
        var builds = Read(command);
        var total = (long)connection.Scalar("SELECT count(*) FROM latest WHERE is_good = $good", ("$good", ToNumber(isGood)))!;
        return ([.. builds], (int)total);
    }

    /// <summary>
    /// Finds the last build of a stream that succeeded or failed, and the last that succeeded, with their stages; null for none.
    /// </summary>
    public (BuildRecord? Last, BuildRecord? Good) FindLatest(string streamName)
    {
        using var connection = database.Open();
        return (OfColumn("last_id"), OfColumn("good_id"));

        BuildRecord? OfColumn(string column) => FindWith(
            connection, $"SELECT {Columns} FROM latest l JOIN builds b ON b.id = l.{column} WHERE l.stream = $value", streamName);
    }

    /// <summary>Reads the result of the last build and the last image of all streams in the history.</summary>
    public ImmutableDictionary<string, LatestBuild> ReadAllLatest()
    {
        using var connection = database.Open();
        using var command = connection.Command(
            """
            SELECT l.stream, l.last_id, l.is_good, b.finished_at, g.image FROM latest l
            JOIN builds b ON b.id = l.last_id LEFT JOIN builds g ON g.id = l.good_id
            """);
        using var reader = command.ExecuteReader();
        var latest = ImmutableDictionary.CreateBuilder<string, LatestBuild>(StringComparer.Ordinal);
        while (reader.Read())
        {
            latest[reader.GetString(0)] = new LatestBuild(
                new BuildId(reader.GetInt64(1)), reader.GetBoolean(2), ToTime(reader, 3), ToText(reader, 4));
        }

        return latest.ToImmutable();
    }

    private static BuildRecord? FindWith(SqliteConnection connection, string sql, object value)
    {
        using var command = connection.Command(sql, ("$value", value));
        return Read(command).FirstOrDefault() is { } build
            ? build with { Stages = ReadStages(connection, build.Id), Joined = ReadJoined(connection, build) }
            : null;
    }

    private static ImmutableArray<StageRecord> ReadStages(SqliteConnection connection, BuildId id)
    {
        using var command = connection.Command(
            "SELECT name, started_at, elapsed, detail FROM stages WHERE build_id = $id ORDER BY number", ("$id", id.Value));
        using var reader = command.ExecuteReader();
        var stages = ImmutableArray.CreateBuilder<StageRecord>();
        while (reader.Read())
        {
            stages.Add(new StageRecord(reader.GetString(0), ToTime(reader, 1)!.Value)
            {
                Elapsed = reader.IsDBNull(2) ? null : TimeSpan.FromTicks(reader.GetInt64(2)),
                Detail = ToText(reader, 3),
            });
        }

        return stages.ToImmutable();
    }

    private static ImmutableSortedSet<string> ReadJoined(SqliteConnection connection, BuildRecord build)
    {
        using var command = connection.Command("SELECT requestor FROM requestors WHERE build_id = $id", ("$id", build.Id.Value));
        using var reader = command.ExecuteReader();
        var joined = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            joined.Add(reader.GetString(0));
        }

        joined.Remove(build.Requestor);
        return joined.ToImmutable();
    }

    private static List<BuildRecord> Read(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var builds = new List<BuildRecord>();
        while (reader.Read())
        {
            builds.Add(new BuildRecord
            {
                Id = new BuildId(reader.GetInt64(0)),
                StreamName = reader.GetString(1),
                Result = (RecordedResult)reader.GetInt32(2),
                Reason = (BuildReason)reader.GetInt32(3),
                Requestor = reader.GetString(4),
                QueuedAt = ToTime(reader, 5)!.Value,
                StartedAt = ToTime(reader, 6),
                FinishedAt = ToTime(reader, 7),
                ImageName = ToText(reader, 8),
                Error = reader.GetString(9),
                Inputs = new BuildInputs
                {
                    ManifestUrl = reader.GetString(10),
                    ManifestDirectory = reader.GetString(11),
                    Branch = reader.GetString(12),
                    CommitId = reader.GetString(13),
                    SourceImage = reader.GetString(14),
                    VariableNames = [.. reader.GetString(15).Split('\n', StringSplitOptions.RemoveEmptyEntries)],
                },
                Worker = ToText(reader, 16),
                NeededBy = ToId(reader, 17),
                RetryOf = ToId(reader, 18),
                RetriedAs = ToId(reader, 19),
                NewObjects = reader.GetInt64(20),
                NewBytes = reader.GetInt64(21),
                SameAs = ToText(reader, 22),
            });
        }

        return builds;
    }

    private static long FirstIdAt(DateTimeOffset time) => BuildId.FirstAt(time).Value;

    private static string? ToText(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static BuildId? ToId(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new BuildId(reader.GetInt64(column));

    private static DateTimeOffset? ToTime(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetInt64(column), TimeSpan.Zero);
}
