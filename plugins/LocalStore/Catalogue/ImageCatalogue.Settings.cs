using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

internal sealed partial class ImageCatalogue
{
    private const string ClockSeen = "clock_seen";
    private const string ClockUptime = "clock_uptime";
    private const string ClockBoot = "clock_boot";
    private const string ClockSuspectSince = "clock_suspect_since";

    /// <summary>
    /// Compares the clock with its last observation, and stores the observation that the comparison returns; it can be null for the
    /// first one.
    /// </summary>
    public ClockObservation ObserveClock(Func<ClockObservation?, ClockObservation> compare)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        ClockObservation? last = ReadSetting(connection, ClockSeen) is { } seen
            ? new ClockObservation(
                ToTime(seen),
                TimeSpan.FromTicks(ReadSetting(connection, ClockUptime) ?? 0),
                ReadSetting(connection, ClockBoot) ?? 0,
                ReadSetting(connection, ClockSuspectSince) is { } since ? ToTime(since) : null)
            : null;
        var now = compare(last);
        if (now != last)
        {
            WriteSetting(connection, ClockSeen, now.Time.UtcTicks);
            WriteSetting(connection, ClockUptime, now.Uptime.Ticks);
            WriteSetting(connection, ClockBoot, now.Boot);
            WriteSetting(connection, ClockSuspectSince, now.SuspectSince?.UtcTicks);
            transaction.Commit();
        }

        return now;
    }

    private static long? ReadSetting(SqliteConnection connection, string name)
    {
        using var command = Command(connection, "SELECT value FROM settings WHERE name = $name", ("$name", name));
        return (long?)command.ExecuteScalar();
    }

    /// <summary>Writes a setting, or removes it if the value is null.</summary>
    private static void WriteSetting(SqliteConnection connection, string name, long? value)
    {
        using var command = Command(
            connection,
            value is null
                ? "DELETE FROM settings WHERE name = $name"
                : "INSERT INTO settings VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = $value",
            ("$name", name),
            ("$value", (object?)value ?? DBNull.Value));
        command.ExecuteNonQuery();
    }
}
