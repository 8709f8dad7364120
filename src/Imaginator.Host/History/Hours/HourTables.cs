using Imaginator.Host.Databases;
using Microsoft.Data.Sqlite;

namespace Imaginator.Host.History.Hours;

/// <summary>
/// The hours of the history: sums that dashboards read instead of builds, so that a series of a year needs no more time than one of a
/// day. The caller has a transaction.
/// </summary>
internal static class HourTables
{
    /// <summary>Adds a build that has ended. The caller makes sure that each build is added once.</summary>
    public static void Add(SqliteConnection connection, FinishedBuild build)
    {
        var hour = HourSpan.HourOf(build.FinishedAt);
        AddResult(connection, hour, build.Result, builds: 1, build.NewBytes);
        AddDuration(connection, hour, DurationKind.Build, build.Duration);
        AddDuration(connection, hour, DurationKind.Wait, build.Wait);
        if (build.FailedStage is { } stage)
        {
            connection.Execute(
                "INSERT INTO hour_failures VALUES ($hour, $stage, 1) ON CONFLICT (hour, stage) DO UPDATE SET builds = builds + 1",
                ("$hour", hour), ("$stage", stage));
        }
    }

    /// <summary>Adds a number of builds of one result, of which nothing else counts.</summary>
    public static void AddResult(SqliteConnection connection, long hour, int result, int builds, long newBytes = 0) => connection.Execute(
        """
        INSERT INTO hour_results VALUES ($hour, $result, $builds, $bytes)
        ON CONFLICT (hour, result) DO UPDATE SET builds = builds + excluded.builds, new_bytes = new_bytes + excluded.new_bytes
        """,
        ("$hour", hour), ("$result", result), ("$builds", builds), ("$bytes", newBytes));

    /// <summary>Adds a sample.</summary>
    public static void AddSample(SqliteConnection connection, DateTimeOffset now, HourSample sample) => connection.Execute(
        """
        INSERT INTO hours VALUES ($hour, $queued, $hits, $misses, $store)
        ON CONFLICT (hour) DO UPDATE SET
            queued = max(queued, excluded.queued), package_hits = package_hits + excluded.package_hits,
            package_misses = package_misses + excluded.package_misses, store_bytes = coalesce(excluded.store_bytes, store_bytes)
        """,
        ("$hour", HourSpan.HourOf(now)),
        ("$queued", sample.Queued),
        ("$hits", sample.PackageHits),
        ("$misses", sample.PackageMisses),
        ("$store", sample.StoreBytes));

    /// <summary>Deletes the hours before a time.</summary>
    public static void Trim(SqliteConnection connection, DateTimeOffset oldest)
    {
        foreach (var table in new[] { "hours", "hour_results", "hour_durations", "hour_failures" })
        {
            connection.Execute($"DELETE FROM {table} WHERE hour < $hour", ("$hour", HourSpan.HourOf(oldest)));
        }
    }

    private static void AddDuration(SqliteConnection connection, long hour, DurationKind kind, TimeSpan? duration)
    {
        if (duration is { } known && known >= TimeSpan.Zero)
        {
            connection.Execute(
                """
                INSERT INTO hour_durations
                SELECT $hour, $kind, bucket, 1 FROM (
                    SELECT bucket FROM duration_buckets WHERE least <= $duration ORDER BY least DESC LIMIT 1)
                WHERE true
                ON CONFLICT (hour, kind, bucket) DO UPDATE SET builds = builds + 1
                """,
                ("$hour", hour), ("$kind", (int)kind), ("$duration", known.Ticks));
        }
    }
}
