using System.Collections.Immutable;

namespace Imaginator.Plugins.LocalStore.Catalogue;

internal sealed partial class ImageCatalogue
{
    private const string LastCollection = "last_collection";

    /// <summary>
    /// Reads images with IDs greater than <paramref name="after"/> whose objects must be kept, listed or not, in the order of
    /// their IDs.
    /// </summary>
    public IReadOnlyList<ImageRow> ReadHolding(long after)
    {
        using var connection = database.Open();
        using var command = Command(
            connection,
            $"SELECT {Columns} FROM images WHERE id > $after AND state <> $gone ORDER BY id",
            ("$after", after),
            ("$gone", (int)ImageState.Gone));
        return [.. Read(command)];
    }

    /// <summary>
    /// Removes expired and deleted images except pinned ones, and keeps their names. Returns the number of images.
    /// </summary>
    public int Purge(ImmutableHashSet<string> pins, DateTimeOffset now)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var find = Command(
            connection,
            "SELECT id, name FROM images WHERE state = $deleted OR (state <> $gone AND expires_at <= $now)",
            ("$deleted", (int)ImageState.Deleted),
            ("$gone", (int)ImageState.Gone),
            ("$now", now.UtcTicks));
        var ids = new List<long>();
        using (var reader = find.ExecuteReader())
        {
            while (reader.Read())
            {
                if (!pins.Contains(reader.GetString(1)))
                {
                    ids.Add(reader.GetInt64(0));
                }
            }
        }

        foreach (var id in ids)
        {
            using var update = Command(
                connection,
                "UPDATE images SET state = $gone, tree = x'', attachments = x'', metadata = x'' WHERE id = $id",
                ("$gone", (int)ImageState.Gone),
                ("$id", id));
            update.ExecuteNonQuery();
        }

        transaction.Commit();
        return ids.Count;
    }

    /// <summary>
    /// Unlists an incomplete image, or lists it again if <paramref name="damage"/> is null. Returns true if the state changed.
    /// </summary>
    public bool SetDamage(long id, string? damage)
    {
        using var connection = database.Open();
        using var command = Command(
            connection,
            "UPDATE images SET state = $to, damage = $damage WHERE id = $id AND state = $from",
            ("$from", (int)(damage is null ? ImageState.Damaged : ImageState.Listed)),
            ("$to", (int)(damage is null ? ImageState.Listed : ImageState.Damaged)),
            ("$damage", (object?)damage ?? DBNull.Value),
            ("$id", id));
        return command.ExecuteNonQuery() == 1;
    }

    /// <summary>
    /// Claims the next garbage collection if the last one began at least an interval ago. In a new store, the interval begins
    /// with the first call.
    /// </summary>
    public bool TryBeginCollection(TimeSpan interval, DateTimeOffset now)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var find = Command(
            connection, "SELECT value FROM settings WHERE name = $name", ("$name", LastCollection));

        var last = find.ExecuteScalar() is long ticks ? ToTime(ticks) : now;

        // A time in the future comes from a wrong clock.
        var isDue = last > now || now - last >= interval;
        if (!isDue && last < now)
        {
            return false;
        }

        using var update = Command(
            connection,
            "INSERT INTO settings VALUES ($name, $now) ON CONFLICT (name) DO UPDATE SET value = $now",
            ("$name", LastCollection),
            ("$now", now.UtcTicks));
        update.ExecuteNonQuery();
        transaction.Commit();
        return isDue;
    }

    /// <summary>Runs the integrity check of SQLite. Returns one line for each fault.</summary>
    public IReadOnlyList<string> CheckIntegrity()
    {
        using var connection = database.Open();
        using var command = Command(connection, "PRAGMA integrity_check");
        using var reader = command.ExecuteReader();
        var faults = new List<string>();
        while (reader.Read())
        {
            if (reader.GetString(0) is var line && line != "ok")
            {
                faults.Add(line);
            }
        }

        return faults;
    }
}
