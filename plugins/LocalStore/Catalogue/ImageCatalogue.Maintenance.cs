using System.Collections.Immutable;
using Imaginator.ImageStores;

namespace Imaginator.Plugins.LocalStore.Catalogue;

internal sealed partial class ImageCatalogue
{
    private const string LastCollection = "last_collection";
    private const string InUse = "in_use";

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
    /// Removes deleted images, and expired ones unless <paramref name="now"/> is null, except pinned ones. Keeps their names, and
    /// returns them.
    /// </summary>
    public IReadOnlyList<string> Purge(ImmutableHashSet<string> pins, DateTimeOffset? now)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var find = Command(
            connection,
            "SELECT id, name FROM images WHERE state = $deleted OR (state <> $gone AND expires_at <= $now)",
            ("$deleted", (int)ImageState.Deleted),
            ("$gone", (int)ImageState.Gone),
            ("$now", (object?)now?.UtcTicks ?? DBNull.Value));
        var found = new List<(long Id, string Name)>();
        using (var reader = find.ExecuteReader())
        {
            while (reader.Read())
            {
                if (!pins.Contains(reader.GetString(1)))
                {
                    found.Add((reader.GetInt64(0), reader.GetString(1)));
                }
            }
        }

        foreach (var (id, _) in found)
        {
            using var update = Command(
                connection,
                "UPDATE images SET state = $gone, tree = x'', attachments = x'', metadata = x'' WHERE id = $id",
                ("$gone", (int)ImageState.Gone),
                ("$id", id));
            update.ExecuteNonQuery();
        }

        transaction.Commit();
        return [.. found.Select(image => image.Name)];
    }

    /// <summary>The names of all images in the catalogue, gone ones included, with their states.</summary>
    public IReadOnlyList<(string Name, ImageState State)> ReadNames()
    {
        using var connection = database.Open();
        using var command = Command(connection, "SELECT name, state FROM images");
        using var reader = command.ExecuteReader();
        var names = new List<(string, ImageState)>();
        while (reader.Read())
        {
            names.Add((reader.GetString(0), (ImageState)reader.GetInt32(1)));
        }

        return names;
    }

    /// <summary>True if no image has ever been added, and no upload has begun to.</summary>
    public bool IsUnused()
    {
        using var connection = database.Open();
        using var command = Command(connection, "SELECT count(*) FROM images");
        return ReadSetting(connection, InUse) is null && command.ExecuteScalar() is 0L;
    }

    /// <summary>Records durably that an upload begins to add an image.</summary>
    public void MarkAsUsed()
    {
        using var connection = database.Open();
        if (ReadSetting(connection, InUse) is null)
        {
            WriteSetting(connection, InUse, 1);
        }
    }

    /// <summary>
    /// Adds images that the catalogue has lost, in the order of their creation: listed, or unlisted with the reason. Leaves out names
    /// that the catalogue has. Returns the names that were added. Restores lost directories with their owners, too.
    /// </summary>
    public IReadOnlyList<string> Restore(
        IEnumerable<(ImageRow Image, string? Damage)> images, IReadOnlyList<ImageDirectoryInfo> directories)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        var added = new List<string>();
        foreach (var directory in directories.Where(directory => FindOwner(connection, directory.Name) is null or ""))
        {
            SetOwner(connection, directory.Name, directory.OwnerGroup);
        }

        foreach (var (image, damage) in images.OrderBy(item => item.Image.CreatedOn))
        {
            using var find = Command(connection, "SELECT 1 FROM images WHERE name = $name", ("$name", image.Name));
            if (find.ExecuteScalar() is null)
            {
                _ = AddDirectories(connection, ImageNames.DirectoryOf(image.Name));
                Insert(connection, image, damage);
                added.Add(image.Name);
            }
        }

        SaveDirectories(connection);
        WriteSetting(connection, InUse, 1);
        transaction.Commit();
        return added;
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
        var last = ReadSetting(connection, LastCollection) is { } ticks ? ToTime(ticks) : now;

        // A time in the future comes from a wrong clock.
        var isDue = last > now || now - last >= interval;
        if (!isDue && last < now)
        {
            return false;
        }

        WriteSetting(connection, LastCollection, now.UtcTicks);
        transaction.Commit();
        return isDue;
    }

    /// <summary>
    /// Runs the integrity check of SQLite, or the quick one, which does not compare indexes. Returns one line for each fault. Fails if the
    /// file cannot be read.
    /// </summary>
    public IReadOnlyList<string> CheckIntegrity(bool quick = false) => IntegrityCheck.Run(database.FilePath, () => FindFaults(quick));

    private List<string> FindFaults(bool quick)
    {
        using var connection = database.Open();
        using var command = Command(connection, quick ? "PRAGMA quick_check" : "PRAGMA integrity_check");
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
