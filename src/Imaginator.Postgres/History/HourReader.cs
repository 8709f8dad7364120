using System.Collections.Immutable;
using Imaginator.Postgres.Connecting;
using Imaginator.State.Hours;
using Npgsql;

namespace Imaginator.Postgres.History;

/// <summary>Reads a series from the hours of the history. Each query reads one range of one index, and returns the sums of steps.</summary>
internal static class HourReader
{
    private const string Range = "WHERE hour >= $1 AND hour < $2";
    private const string Step = "((hour - $1) / $3)::int";

    /// <summary>The tables of hours.</summary>
    public static ImmutableArray<string> Tables { get; } = ["hours", "hour_results", "hour_durations", "hour_failures"];

    public static async Task<HourSeries> ReadAsync(NpgsqlConnection connection, HourSpan span, CancellationToken cancellationToken)
    {
        var steps = new HourStep[span.Steps];
        Array.Fill(steps, new HourStep());
        await ReadResultsAsync(connection, span, steps, cancellationToken);
        await ReadDurationsAsync(connection, span, steps, cancellationToken);
        await ReadSamplesAsync(connection, span, steps, cancellationToken);
        var failures = await connection.ReadAsync(
            "SELECT stage, sum(builds)::int FROM imaginator.hour_failures WHERE hour >= $1 AND hour < $2 GROUP BY 1",
            [span.First, span.Until],
            reader => KeyValuePair.Create(reader.GetString(0), reader.GetInt32(1)),
            cancellationToken);
        return new HourSeries([.. steps], failures.ToImmutableDictionary(StringComparer.Ordinal));
    }

    private static async Task ReadResultsAsync(
        NpgsqlConnection connection, HourSpan span, HourStep[] steps, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            $"SELECT {Step}, result::int, sum(builds)::int, sum(new_bytes)::bigint FROM imaginator.hour_results {Range} GROUP BY 1, 2",
            ToValues(span),
            reader => (Step: reader.GetInt32(0), Result: reader.GetInt32(1), Builds: reader.GetInt32(2), Bytes: reader.GetInt64(3)),
            cancellationToken);
        foreach (var row in rows)
        {
            var step = steps[row.Step];
            steps[row.Step] = step with
            {
                Builds = step.Builds.SetItem(row.Result, row.Builds),
                NewBytes = step.NewBytes + row.Bytes,
            };
        }
    }

    private static async Task ReadDurationsAsync(
        NpgsqlConnection connection, HourSpan span, HourStep[] steps, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            $"SELECT {Step}, kind::int, bucket, sum(builds)::int FROM imaginator.hour_durations {Range} GROUP BY 1, 2, 3",
            ToValues(span),
            reader => (
                Step: reader.GetInt32(0), Kind: (DurationKind)reader.GetInt32(1), Bucket: reader.GetInt32(2), Builds: reader.GetInt32(3)),
            cancellationToken);
        foreach (var counts in rows.GroupBy(row => (row.Step, row.Kind)))
        {
            var (number, kind) = counts.Key;
            var durations = new DurationCounts(counts.ToImmutableSortedDictionary(row => row.Bucket, row => row.Builds));
            steps[number] = kind == DurationKind.Build
                ? steps[number] with { Durations = durations }
                : steps[number] with { Waits = durations };
        }
    }

    private static async Task ReadSamplesAsync(
        NpgsqlConnection connection, HourSpan span, HourStep[] steps, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            $"SELECT {Step}, queued, package_hits, package_misses, store_bytes FROM imaginator.hours {Range} ORDER BY hour",
            ToValues(span),
            reader => (
                Step: reader.GetInt32(0),
                Sample: new HourSample(
                    reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetInt64(4))),
            cancellationToken);
        foreach (var (number, sample) in rows)
        {
            var before = steps[number].Sample ?? new HourSample(0, 0, 0, null);
            steps[number] = steps[number] with
            {
                Sample = new HourSample(
                    Math.Max(before.Queued, sample.Queued),
                    before.PackageHits + sample.PackageHits,
                    before.PackageMisses + sample.PackageMisses,
                    sample.StoreBytes ?? before.StoreBytes),
            };
        }
    }

    private static object?[] ToValues(HourSpan span) => [span.First, span.Until, span.Width];
}
