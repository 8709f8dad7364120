using Imaginator.Postgres.Connecting;
using Imaginator.State.Builds;
using Imaginator.State.History;
using Npgsql;

namespace Imaginator.Postgres.History;

/// <summary>Reads rows of the history.</summary>
internal static class HistoryRows
{
    /// <summary>The columns of a build, of table b.</summary>
    public const string Columns =
        """
        b.id, b.stream, b.result, b.reason, b.requestor, b.queued_at, b.started_at, b.finished_at, b.image, b.error,
        b.manifest_url, b.manifest_directory, b.branch, b.commit_id, b.source_image, b.variables, b.worker,
        b.needed_by, b.retry_of, b.retried_as, b.new_objects, b.new_bytes, b.same_as, b.private_consumer, b.attempts, b.attempt_reasons
        """;

    public static BuildRecord ReadBuild(NpgsqlDataReader reader) => new()
    {
        Id = reader.Id(0),
        StreamName = reader.GetString(1),
        Result = (RecordedResult)reader.GetInt16(2),
        Reason = (BuildReason)reader.GetInt16(3),
        Requestor = reader.GetString(4),
        QueuedAt = reader.Time(5),
        StartedAt = reader.TimeOrNull(6),
        FinishedAt = reader.TimeOrNull(7),
        ImageName = reader.Text(8),
        Error = reader.GetString(9),
        Inputs = new BuildInputs
        {
            ManifestUrl = reader.GetString(10),
            ManifestDirectory = reader.GetString(11),
            Branch = reader.GetString(12),
            CommitId = reader.GetString(13),
            SourceImage = reader.GetString(14),
            VariableNames = [.. reader.Lines(15)],
        },
        Worker = reader.Text(16),
        NeededBy = reader.IdOrNull(17),
        RetryOf = reader.IdOrNull(18),
        RetriedAs = reader.IdOrNull(19),
        NewObjects = reader.GetInt64(20),
        NewBytes = reader.GetInt64(21),
        SameAs = reader.Text(22),
        PrivateConsumer = reader.Text(23),
        Attempts = reader.GetInt16(24),
        AttemptReasons = [.. reader.Lines(25)],
    };

    public static StageRecord ReadStage(NpgsqlDataReader reader) => new(reader.GetString(0), reader.Time(1))
    {
        Elapsed = reader.IsDBNull(2) ? null : TimeSpan.FromTicks(reader.GetInt64(2)),
        Detail = reader.Text(3),
    };

    public static RecordedRequest ReadRequest(NpgsqlDataReader reader) => new()
    {
        Branch = reader.GetString(0),
        ExpiresIn = TimeSpan.FromTicks(reader.GetInt64(1)),
        MaxSourceAge = TimeSpan.FromTicks(reader.GetInt64(2)),
        ReturnsImage = reader.GetBoolean(3),
        Variables = reader.Bytes(4),
        Missing = [.. reader.Lines(5)],
    };
}
