using System.Collections.Immutable;
using Imaginator.Postgres.Connecting;
using Imaginator.State.Builds;
using Imaginator.State.Jobs.Holding;
using Imaginator.State.Logs;

namespace Imaginator.Postgres.Logs;

/// <summary>The logs of builds in the database. Thread-safe.</summary>
/// <param name="calls">Calls that are durable at their end.</param>
/// <param name="pieces">Calls whose effects the server can lose: the writer of a log sends its end again.</param>
internal sealed class PostgresLogs(PostgresCalls calls, PostgresCalls pieces) : ILogStore
{
    // $1 job, $2 fence, $3 incarnation, $4 position, $5 bytes, $6 marks. A repeated call finds another end and adds nothing.
    private const string Append =
        """
        WITH held AS (
          SELECT 1 FROM imaginator.jobs
          WHERE id = $1 AND fence = $2 AND incarnation = $3 AND state IN ('running', 'publishing') FOR KEY SHARE),
        tail AS (
          SELECT coalesce((SELECT p.position + length(p.bytes) FROM imaginator.log_pieces p WHERE p.build = $1
            ORDER BY p.position DESC LIMIT 1), 0) AS ends),
        added AS (
          INSERT INTO imaginator.log_pieces (build, position, bytes, marks) SELECT $1, $4, $5, $6 FROM held, tail WHERE tail.ends = $4
          ON CONFLICT DO NOTHING RETURNING length(bytes) AS length)
        SELECT EXISTS (SELECT 1 FROM held), tail.ends + coalesce((SELECT length FROM added), 0), j.cancel_reason,
          coalesce(j.followed_until > statement_timestamp(), false)
        FROM tail LEFT JOIN imaginator.jobs j ON j.id = $1
        """;

    // $1 builds, $2 positions.
    private const string Read =
        """
        SELECT p.build, p.position, p.bytes, p.marks FROM unnest($1::bigint[], $2::bigint[]) w(build, position)
        JOIN LATERAL (
          SELECT * FROM imaginator.log_pieces l WHERE l.build = w.build AND l.position >= w.position ORDER BY l.position LIMIT 16) p ON true
        ORDER BY p.build, p.position
        """;

    // $1 builds, $2 time. A row that says so already is not written again.
    private const string Follow =
        """
        UPDATE imaginator.jobs SET followed_until = statement_timestamp() + $2::interval
        WHERE id = ANY($1) AND state <> 'finished'
          AND (followed_until IS NULL OR followed_until < statement_timestamp() + $2::interval / 2)
        """;

    public async ValueTask<AppendAnswer> AppendAsync(JobHold hold, LogPiece piece, CancellationToken cancellationToken) =>
        (await pieces.FindAsync(
            Append,
            [hold.Job.Value, hold.Fence, hold.Incarnation, piece.Position, piece.Bytes, piece.Marks],
            reader => new AppendAnswer(reader.GetBoolean(0), reader.GetInt64(1), reader.Text(2), reader.GetBoolean(3)),
            cancellationToken))!;

    public async ValueTask<ImmutableArray<BuildLogPiece>> ReadAsync(
        IReadOnlyDictionary<BuildId, long> positions, TimeSpan follow, CancellationToken cancellationToken)
    {
        var builds = ToValues(positions.Keys);
        if (follow > TimeSpan.Zero)
        {
            await calls.ExecuteAsync(Follow, [builds, follow], cancellationToken);
        }

        return
        [
            .. await calls.ReadAsync(
                Read,
                [builds, positions.Values.ToArray()],
                reader => new BuildLogPiece(reader.Id(0), new LogPiece(reader.GetInt64(1), reader.Bytes(2), reader.Bytes(3))),
                cancellationToken),
        ];
    }

    public async ValueTask ArchiveAsync(BuildId id, ArchivedLogContent log, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync(
            """
            WITH gone AS (DELETE FROM imaginator.log_pieces WHERE build = $1)
            INSERT INTO imaginator.logs (build, stream, gzip, length, disk) VALUES ($1, $2, $3::bytea, $4, length($3::bytea))
            ON CONFLICT (build) DO UPDATE SET gzip = excluded.gzip, length = excluded.length, disk = excluded.disk
            """,
            [id.Value, log.Stream, log.Compressed, log.Length],
            cancellationToken);

    public ValueTask<ArchivedLogContent?> FindArchivedAsync(BuildId id, CancellationToken cancellationToken) => calls.FindAsync(
        "SELECT stream, gzip, length FROM imaginator.logs WHERE build = $1",
        [id.Value],
        reader => new ArchivedLogContent(reader.GetString(0), reader.Bytes(1), reader.GetInt64(2)),
        cancellationToken);

    public async ValueTask<ImmutableHashSet<BuildId>> HasManyAsync(
        IReadOnlyCollection<BuildId> ids, CancellationToken cancellationToken) =>
    [
        .. await calls.ReadAsync(
            """
            SELECT build FROM imaginator.logs WHERE build = ANY($1)
            UNION SELECT build FROM imaginator.log_pieces WHERE build = ANY($1) AND position = 0
            """,
            [ToValues(ids)],
            reader => reader.Id(0),
            cancellationToken),
    ];

    public async ValueTask<ImmutableArray<BuildId>> FindOrphansAsync(TimeSpan endedFor, CancellationToken cancellationToken) =>
    [
        .. await calls.ReadAsync(
            """
            SELECT p.build FROM imaginator.log_pieces p JOIN imaginator.builds b ON b.id = p.build
            WHERE p.position = 0 AND b.finished_at < statement_timestamp() - $1::interval
              AND NOT EXISTS (SELECT 1 FROM imaginator.logs l WHERE l.build = p.build)
            ORDER BY p.build LIMIT 50
            """,
            [endedFor],
            reader => reader.Id(0),
            cancellationToken),
    ];

    public ValueTask<int> TrimAsync(long maximumSize, CancellationToken cancellationToken) => calls.ExecuteAsync(
        """
        DELETE FROM imaginator.logs WHERE build IN (
          SELECT s.build FROM (SELECT build, sum(disk) OVER (ORDER BY build DESC) AS total FROM imaginator.logs) s WHERE s.total > $1)
        """,
        [maximumSize],
        cancellationToken);

    private static long[] ToValues(IEnumerable<BuildId> ids) => [.. ids.Select(id => id.Value)];
}
