using System.Collections.Immutable;
using Imaginator.Host.Databases;
using Microsoft.Data.Sqlite;

namespace Imaginator.Host.History.Hours;

/// <summary>Reads a series from the hours of the history. Each query reads one range of one index, and returns the sums of steps.</summary>
internal static class HourReader
{
    private const string Range = "WHERE hour >= $first AND hour < $until";
    private const string Step = "(hour - $first) / $width";

    public static HourSeries Read(SqliteConnection connection, HourSpan span)
    {
        var steps = new HourStep[span.Steps];
        Array.Fill(steps, new HourStep());
        ReadResults(connection, span, steps);
        ReadDurations(connection, span, steps);
        ReadSamples(connection, span, steps);
        return new HourSeries([.. steps], ReadFailures(connection, span));
    }

    private static void ReadResults(SqliteConnection connection, HourSpan span, HourStep[] steps)
    {
        using var command = Command(
            connection, span, $"SELECT {Step}, result, sum(builds), sum(new_bytes) FROM hour_results {Range} GROUP BY 1, 2");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var number = reader.GetInt32(0);
            var step = steps[number];
            steps[number] = step with
            {
                Builds = step.Builds.SetItem(reader.GetInt32(1), reader.GetInt32(2)),
                NewBytes = step.NewBytes + reader.GetInt64(3),
            };
        }
    }

    private static void ReadDurations(SqliteConnection connection, HourSpan span, HourStep[] steps)
    {
        using var command = Command(
            connection, span, $"SELECT {Step}, kind, bucket, sum(builds) FROM hour_durations {Range} GROUP BY 1, 2, 3");
        using var reader = command.ExecuteReader();
        var counts = new Dictionary<(int Step, DurationKind Kind), ImmutableSortedDictionary<int, int>.Builder>();
        while (reader.Read())
        {
            var key = (reader.GetInt32(0), (DurationKind)reader.GetInt32(1));
            if (!counts.TryGetValue(key, out var buckets))
            {
                counts.Add(key, buckets = ImmutableSortedDictionary.CreateBuilder<int, int>());
            }

            buckets[reader.GetInt32(2)] = reader.GetInt32(3);
        }

        foreach (var ((number, kind), buckets) in counts)
        {
            var durations = new DurationCounts(buckets.ToImmutable());
            steps[number] = kind == DurationKind.Build
                ? steps[number] with { Durations = durations }
                : steps[number] with { Waits = durations };
        }
    }

    private static void ReadSamples(SqliteConnection connection, HourSpan span, HourStep[] steps)
    {
        using var command = Command(
            connection, span, $"SELECT {Step}, queued, package_hits, package_misses, store_bytes FROM hours {Range} ORDER BY hour");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var number = reader.GetInt32(0);
            var before = steps[number].Sample;
            steps[number] = steps[number] with
            {
                Sample = new HourSample(
                    Math.Max(before?.Queued ?? 0, reader.GetInt32(1)),
                    (before?.PackageHits ?? 0) + reader.GetInt64(2),
                    (before?.PackageMisses ?? 0) + reader.GetInt64(3),
                    reader.IsDBNull(4) ? before?.StoreBytes : reader.GetInt64(4)),
            };
        }
    }

    private static ImmutableDictionary<string, int> ReadFailures(SqliteConnection connection, HourSpan span)
    {
        using var command = Command(connection, span, $"SELECT stage, sum(builds) FROM hour_failures {Range} GROUP BY 1");
        using var reader = command.ExecuteReader();
        var failures = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        while (reader.Read())
        {
            failures[reader.GetString(0)] = reader.GetInt32(1);
        }

        return failures.ToImmutable();
    }

    private static SqliteCommand Command(SqliteConnection connection, HourSpan span, string sql) => connection.Command(
        sql, ("$first", span.First), ("$until", span.Until), ("$width", span.Width));
}
