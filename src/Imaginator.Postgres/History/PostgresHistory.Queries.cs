using System.Collections.Immutable;
using Imaginator.Postgres.Connecting;
using Imaginator.State.Builds;
using Imaginator.State.History;
using Npgsql;

namespace Imaginator.Postgres.History;

/// <content>Queries.</content>
internal sealed partial class PostgresHistory
{
    /// <summary>The maximum length of an error in a list, in characters.</summary>
    private const int MaximumListedError = 500;

    public ValueTask<BuildRecord?> FindAsync(BuildId id, CancellationToken cancellationToken) =>
        FindWithAsync("FROM imaginator.builds b WHERE b.id = $1", id.Value, cancellationToken);

    public ValueTask<BuildRecord?> FindImageAsync(string imageName, CancellationToken cancellationToken) =>
        FindWithAsync("FROM imaginator.builds b WHERE b.image = $1 ORDER BY b.id DESC LIMIT 1", imageName, cancellationToken);

    public ValueTask<RecordedRequest?> FindRequestAsync(BuildId id, CancellationToken cancellationToken) => calls.FindAsync(
        "SELECT branch, expires_in, max_source_age, returns_image, variables, missing FROM imaginator.requests WHERE build_id = $1",
        [id.Value],
        HistoryRows.ReadRequest,
        cancellationToken);

    public async ValueTask<HistoryPage> QueryAsync(HistoryQuery query, CancellationToken cancellationToken)
    {
        var selection = new HistorySelection(query);
        var builds = await calls.ReadAsync(selection.Sql, selection.Values, HistoryRows.ReadBuild, cancellationToken);
        return new HistoryPage([.. builds.Take(query.Count)], builds.Count > query.Count);
    }

    public async ValueTask<ImmutableArray<BuildRecord>> ReadManyAsync(IReadOnlyList<BuildId> ids, CancellationToken cancellationToken) =>
    [
        .. await calls.ReadAsync(
            $"SELECT {HistoryRows.Columns} FROM imaginator.builds b WHERE b.id = ANY($1) ORDER BY b.id DESC",
            [ToValues(ids)],
            HistoryRows.ReadBuild,
            cancellationToken),
    ];

    public ValueTask<LatestBuilds> ReadLatestAsync(bool isGood, int count, CancellationToken cancellationToken) => calls.RunAsync(
        async (connection, token) =>
        {
            var builds = await connection.ReadAsync(
                $"""
                SELECT {HistoryRows.Columns} FROM imaginator.latest l JOIN imaginator.builds b ON b.id = l.last_id
                WHERE l.is_good = $1 ORDER BY l.last_id DESC LIMIT $2
                """,
                [isGood, count],
                HistoryRows.ReadBuild,
                token);
            var total = await connection.ReadAsync(
                "SELECT count(*)::int FROM imaginator.latest WHERE is_good = $1", [isGood], reader => reader.GetInt32(0), token);
            return new LatestBuilds([.. builds], total[0]);
        },
        cancellationToken);

    public async ValueTask<StreamLatest> FindLatestAsync(string streamName, CancellationToken cancellationToken) => new(
        await FindWithAsync(
            "FROM imaginator.latest l JOIN imaginator.builds b ON b.id = l.last_id WHERE l.stream = $1", streamName, cancellationToken),
        await FindWithAsync(
            "FROM imaginator.latest l JOIN imaginator.builds b ON b.id = l.good_id WHERE l.stream = $1", streamName, cancellationToken));

    public async ValueTask<ImmutableDictionary<string, LatestBuild>> ReadAllLatestAsync(CancellationToken cancellationToken)
    {
        var latest = await calls.ReadAsync(
            """
            SELECT l.stream, l.last_id, l.is_good, b.finished_at, g.image FROM imaginator.latest l
            JOIN imaginator.builds b ON b.id = l.last_id LEFT JOIN imaginator.builds g ON g.id = l.good_id
            """,
            [],
            reader => KeyValuePair.Create(
                reader.GetString(0), new LatestBuild(reader.Id(1), reader.GetBoolean(2), reader.TimeOrNull(3), reader.Text(4))),
            cancellationToken);
        return latest.ToImmutableDictionary(StringComparer.Ordinal);
    }

    public async ValueTask<ImmutableArray<RecordedFailure>> ReadFailingAsync(CancellationToken cancellationToken) =>
    [
        .. await calls.ReadAsync(
            """
            SELECT l.stream, l.last_id, coalesce(f.since, b.finished_at, b.queued_at), left(b.error, $1), coalesce(f.failures, 1)
            FROM imaginator.latest l JOIN imaginator.builds b ON b.id = l.last_id LEFT JOIN imaginator.failing f ON f.stream = l.stream
            WHERE NOT l.is_good ORDER BY 3, l.stream COLLATE "C"
            """,
            [MaximumListedError],
            reader => new RecordedFailure(
                reader.GetString(0), reader.Id(1), reader.Time(2), reader.GetString(3), reader.GetInt32(4)),
            cancellationToken),
    ];

    private ValueTask<BuildRecord?> FindWithAsync(string from, object value, CancellationToken cancellationToken) =>
        calls.RunAsync((connection, token) => FindWithAsync(connection, from, value, token), cancellationToken);

    private static async Task<BuildRecord?> FindWithAsync(
        NpgsqlConnection connection, string from, object value, CancellationToken cancellationToken)
    {
        var builds = await connection.ReadAsync(
            $"SELECT {HistoryRows.Columns} {from}", [value], HistoryRows.ReadBuild, cancellationToken);
        if (builds is not [var build, ..])
        {
            return null;
        }

        var stages = await connection.ReadAsync(
            "SELECT name, started_at, elapsed, detail FROM imaginator.stages WHERE build_id = $1 ORDER BY number",
            [build.Id.Value],
            HistoryRows.ReadStage,
            cancellationToken);
        var requestors = await connection.ReadAsync(
            "SELECT requestor FROM imaginator.requestors WHERE build_id = $1",
            [build.Id.Value],
            reader => reader.GetString(0),
            cancellationToken);
        return build with
        {
            Stages = [.. stages],
            Joined = requestors.Where(name => name != build.Requestor).ToImmutableSortedSet(StringComparer.Ordinal),
        };
    }
}
