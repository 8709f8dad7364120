using System.Collections.Immutable;
using Imaginator.Postgres.Connecting;
using Imaginator.State.Builds;
using Imaginator.State.History;
using Imaginator.State.Hours;

namespace Imaginator.Postgres.History;

/// <summary>The records of all builds within the retention, in the database. Thread-safe.</summary>
internal sealed partial class PostgresHistory(PostgresCalls calls) : IBuildHistory
{
    public async ValueTask SaveAsync(BuildRecord build, CancellationToken cancellationToken) => await calls.RunAsync(
        async (connection, token) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await HistorySaving.SaveAsync(connection, build, token);
            await transaction.CommitAsync(token);
            return true;
        },
        cancellationToken);

    public async ValueTask SaveStageAsync(BuildId id, int number, StageRecord stage, CancellationToken cancellationToken) =>
        await calls.RunAsync(
            (connection, token) => HistorySaving.SaveStagesAsync(connection, id, number, [stage], token), cancellationToken);

    public async ValueTask<bool> SetRetriedAsAsync(BuildId id, BuildId retriedAs, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync(
            "UPDATE imaginator.builds SET retried_as = $2 WHERE id = $1", [id.Value, retriedAs.Value], cancellationToken) == 1;

    public ValueTask<int> TrimAsync(int maximumBuilds, DateTimeOffset oldest, CancellationToken cancellationToken) => calls.RunAsync(
        async (connection, token) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await connection.ExecuteAsync(
                """
                DELETE FROM imaginator.latest WHERE last_id IN
                  (SELECT id FROM imaginator.builds WHERE queued_at < $2 ORDER BY id DESC OFFSET $1)
                """,
                [maximumBuilds, oldest],
                token);
            var count = await connection.ExecuteAsync(
                """
                DELETE FROM imaginator.builds b
                WHERE b.id <= (SELECT id FROM imaginator.builds ORDER BY id DESC LIMIT 1 OFFSET $1) AND b.is_good IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM imaginator.latest l WHERE l.stream = b.stream AND b.id IN (l.last_id, l.good_id))
                """,
                [maximumBuilds],
                token);
            await connection.ExecuteAsync(
                "DELETE FROM imaginator.failing f WHERE NOT EXISTS (SELECT 1 FROM imaginator.latest l WHERE l.stream = f.stream)", [], token);
            foreach (var table in HourReader.Tables)
            {
                await connection.ExecuteAsync(
                    $"DELETE FROM imaginator.{table} WHERE hour < $1", [HourSpan.HourOf(oldest)], token);
            }

            await transaction.CommitAsync(token);
            return count;
        },
        cancellationToken);

    // A sample that is sent twice counts its downloads twice, which a dashboard can bear.
    public async ValueTask AddSampleAsync(DateTimeOffset now, HourSample sample, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync(
            """
            INSERT INTO imaginator.hours AS h VALUES ($1, $2, $3, $4, $5::bigint)
            ON CONFLICT (hour) DO UPDATE SET
              queued = greatest(h.queued, excluded.queued), package_hits = h.package_hits + excluded.package_hits,
              package_misses = h.package_misses + excluded.package_misses,
              store_bytes = coalesce(excluded.store_bytes, h.store_bytes)
            """,
            [HourSpan.HourOf(now), sample.Queued, sample.PackageHits, sample.PackageMisses, sample.StoreBytes],
            cancellationToken);

    public ValueTask<HourSeries> ReadHoursAsync(HourSpan span, CancellationToken cancellationToken) =>
        calls.RunAsync((connection, token) => HourReader.ReadAsync(connection, span, token), cancellationToken);

    public async ValueTask<ImmutableDictionary<string, int>> CountFailedStagesAsync(
        IReadOnlyList<BuildId> builds, CancellationToken cancellationToken)
    {
        var counts = await calls.ReadAsync(
            """
            SELECT coalesce((SELECT s.name FROM imaginator.stages s
              WHERE s.build_id = j.id AND s.elapsed IS NULL ORDER BY s.number DESC LIMIT 1), ''), count(*)::int
            FROM unnest($1::bigint[]) j(id) GROUP BY 1
            """,
            [ToValues(builds)],
            reader => KeyValuePair.Create(reader.GetString(0), reader.GetInt32(1)),
            cancellationToken);
        return counts.ToImmutableDictionary(StringComparer.Ordinal);
    }

    private static long[] ToValues(IEnumerable<BuildId> ids) => [.. ids.Select(id => id.Value)];
}
