using Imaginator.Postgres.Connecting;
using Imaginator.State.Builds;
using Imaginator.State.History;
using Imaginator.State.Jobs;
using Npgsql;

namespace Imaginator.Postgres.Jobs;

/// <content>The calls of those who only look.</content>
internal sealed partial class PostgresJobs
{
    public async ValueTask<JobChanges> ReadChangedAsync(string? cursor, CancellationToken cancellationToken)
    {
        var rows = await calls.ReadAsync(
            JobSql.Changed,
            [cursor],
            reader => (Cursor: reader.GetString(0), Job: reader.IsDBNull(1) ? null : ReadJob(reader, 1)),
            cancellationToken);
        return new JobChanges(rows[0].Cursor, [.. rows.Select(row => row.Job).OfType<JobRow>()]);
    }

    public ValueTask<JobRow?> FindAsync(BuildId id, CancellationToken cancellationToken) => calls.FindAsync(
        $"SELECT {JobSql.Columns} FROM imaginator.jobs j WHERE j.id = $1",
        [id.Value],
        reader => ReadJob(reader, 0),
        cancellationToken);

    private static JobRow ReadJob(NpgsqlDataReader reader, int first) => new()
    {
        Id = reader.Id(first),
        Stream = reader.GetString(first + 1),
        PrivateConsumer = reader.Text(first + 2),
        State = JobNames.ToState(reader.GetString(first + 3)),
        Reason = (BuildReason)reader.GetInt16(first + 4),
        User = reader.GetString(first + 5),
        Urgency = reader.GetInt32(first + 6),
        Rank = reader.GetInt64(first + 7),
        Labels = [.. reader.GetFieldValue<string[]>(first + 8)],
        QueuedAt = reader.Time(first + 9),
        StartedAt = reader.TimeOrNull(first + 10),
        FinishedAt = reader.TimeOrNull(first + 11),
        WaitsFor = reader.IdOrNull(first + 12),
        NeededBy = reader.IdOrNull(first + 13),
        Attempts = reader.GetInt32(first + 14),
        Worker = reader.Text(first + 15),
        CancelReason = reader.Text(first + 16),
        Result = (RecordedResult?)reader.NumberOrNull(first + 17),
        Error = reader.GetString(first + 18),
        ImageName = reader.Text(first + 19),
        ResultMetadata = reader.Bytes(first + 20),
        ResultTree = reader.Bytes(first + 21),
    };
}
