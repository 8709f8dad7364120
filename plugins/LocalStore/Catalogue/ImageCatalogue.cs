using System.Runtime.InteropServices;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>The images of a store. Each call is one transaction, which is durable when the call returns.</summary>
/// <remarks>
/// Thread-safe. Members throw <see cref="SqliteException"/> if SQLite fails, and <see cref="ImageStoreException"/> if a change
/// is not possible. Changes of directories call <c>saveDirectories</c> with all directories before they are committed, one call at a
/// time.
/// </remarks>
internal sealed partial class ImageCatalogue(
    string storePath, CatalogueDatabase database, Action<IReadOnlyList<ImageDirectoryInfo>>? saveDirectories = null) : IDisposable
{
    private const string Columns =
        "id, name, state, created_on, expires_at, branch, commit_id, total_data_bytes, tree, attachments, metadata";

    // Images with a time in the future come last, in the order in which they were added.
    private const string PresentOrder = "created_on > $limit, CASE WHEN created_on > $limit THEN id ELSE created_on END";

    private const string IsListed = $"state = 0 AND (expires_at IS NULL OR expires_at > $now)";

    /// <summary>A creation time that is later than the present time by more than this comes from a wrong clock.</summary>
    public static TimeSpan MaximumClockDifference { get; } = TimeSpan.FromMinutes(5);

    public void Dispose() => database.Dispose();

    public void Add(ImageRow image, bool mayReuseName = false)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        CheckIsFree(connection, image.Name, mayReuseName);
        if (mayReuseName)
        {
            using var release = Command(connection, "DELETE FROM images WHERE name = $name", ("$name", image.Name));
            release.ExecuteNonQuery();
        }

        if (AddDirectories(connection, ImageNames.DirectoryOf(image.Name)))
        {
            SaveDirectories(connection);
        }

        Insert(connection, image);
        transaction.Commit();
    }

    /// <summary>
    /// Rejects a name that is in use, or that was in use unless <paramref name="mayReuseName"/> is true and nothing else remains
    /// of the image.
    /// </summary>
    public void CheckIsFree(string name, bool mayReuseName = false)
    {
        using var connection = database.Open();
        CheckIsFree(connection, name, mayReuseName);
    }

    /// <summary>Finds an image in any state, expired or not; null if it does not exist.</summary>
    public ImageRow? Find(string name)
    {
        using var connection = database.Open();
        using var command = Command(connection, $"SELECT {Columns} FROM images WHERE name = $name", ("$name", name));
        return Read(command).FirstOrDefault();
    }

    /// <summary>
    /// The images that match a query except for its tags, from the newest to the oldest. Images that a wrong clock has dated in the
    /// future are older than all others.
    /// </summary>
    /// <param name="query">The query.</param>
    /// <param name="now">The present time.</param>
    /// <param name="hasFuture">Whether <see cref="FindFuture"/> finds images.</param>
    public IEnumerable<ImageRow> FindLatest(ImageQuery query, DateTimeOffset now, bool hasFuture)
    {
        using var connection = database.Open();
        var limit = now + MaximumClockDifference;
        using var command = Command(
            connection,
            $"""
            SELECT {Columns} FROM images
            WHERE directory = $directory AND {IsListed}
                AND ($expiring OR expires_at IS NULL)
                AND ($commit = '' OR commit_id = $commit OR branch = $commit)
            ORDER BY {(hasFuture ? PresentOrder : "created_on")} DESC, id DESC
            """,
            ("$directory", query.StreamName),
            ("$now", now.UtcTicks),
            ("$limit", limit.UtcTicks),
            ("$expiring", !query.IgnoreExpiringImages),
            ("$commit", query.BuildCommitId ?? ""));
        foreach (var row in Read(command))
        {
            yield return row;
        }
    }

    /// <summary>The names and creation times of a directory's images that a wrong clock has dated in the future; usually none.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset CreatedOn)> FindFuture(string directory, DateTimeOffset now)
    {
        using var connection = database.Open();
        using var command = Command(
            connection,
            "SELECT name, created_on FROM images WHERE directory = $directory AND state = 0 AND created_on > $limit",
            ("$directory", directory),
            ("$limit", (now + MaximumClockDifference).UtcTicks));
        using var reader = command.ExecuteReader();
        var images = new List<(string, DateTimeOffset)>();
        while (reader.Read())
        {
            images.Add((reader.GetString(0), ToTime(reader.GetInt64(1))));
        }

        return images;
    }

    /// <summary>
    /// Lists one page of the images in a directory (empty for all), in the byte order of their names, after the last name of the
    /// previous page (empty for the first page).
    /// </summary>
    public IReadOnlyList<ImageSummary> List(string directory, string after, int count, DateTimeOffset now)
    {
        using var connection = database.Open();
        using var command = Command(
            connection,
            $"""
            SELECT name, created_on, expires_at, total_data_bytes FROM images
            WHERE name > $after AND ($all OR (name > $first AND name < $end)) AND {IsListed}
            ORDER BY name LIMIT $count
            """,
            ("$after", after),
            ("$all", directory.Length == 0),
            ("$first", directory + "/"),
            ("$end", directory + (char)('/' + 1)),
            ("$now", now.UtcTicks),
            ("$count", count));
        using var reader = command.ExecuteReader();
        var page = new List<ImageSummary>();
        while (reader.Read())
        {
            page.Add(new ImageSummary(
                reader.GetString(0), ToTime(reader.GetInt64(1)), ToTime(reader, 2), (ulong)reader.GetInt64(3)));
        }

        return page;
    }

    /// <summary>The number of listed images.</summary>
    public long Count(DateTimeOffset now)
    {
        using var connection = database.Open();
        using var command = Command(
            connection, $"SELECT COUNT(*) FROM images WHERE {IsListed}", ("$now", now.UtcTicks));
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Changes an expiration. Calls <paramref name="beforeCommit"/> with the changed image, one call at a time.</summary>
    public void ChangeExpiration(string name, DateTimeOffset? expiresAt, DateTimeOffset now, Action<ImageRow> beforeCommit)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var find = Command(
            connection, $"SELECT {Columns} FROM images WHERE name = $name AND {IsListed}", ("$name", name), ("$now", now.UtcTicks));
        var image = Read(find).FirstOrDefault() ?? throw StoreErrors.UnknownImage(storePath, name);
        if (expiresAt is not null && !(image.ExpiresAt <= expiresAt))
        {
            throw new ImageStoreException(
                ImageStoreError.BadRequest,
                $"cannot shorten expiration time of image \"{name}\": {(image.ExpiresAt is { } until ? $"it expires at {until:O}" : "it never expires")}");
        }

        using var update = Command(
            connection,
            "UPDATE images SET expires_at = $expires WHERE id = $id",
            ("$expires", (object?)expiresAt?.UtcTicks ?? DBNull.Value),
            ("$id", image.Id));
        update.ExecuteNonQuery();
        beforeCommit(image with { ExpiresAt = expiresAt });
        transaction.Commit();
    }

    /// <summary>Unlists an image. Its objects stay until the next <see cref="Purge"/>.</summary>
    public void Delete(string name, DateTimeOffset now)
    {
        using var connection = database.Open();
        using var command = Command(
            connection,
            $"UPDATE images SET state = $deleted WHERE name = $name AND (({IsListed}) OR state = $damaged)",
            ("$deleted", (int)ImageState.Deleted),
            ("$damaged", (int)ImageState.Damaged),
            ("$name", name),
            ("$now", now.UtcTicks));
        if (command.ExecuteNonQuery() == 0)
        {
            throw StoreErrors.UnknownImage(storePath, name);
        }
    }

    private static void CheckIsFree(SqliteConnection connection, string name, bool mayReuseName)
    {
        using var images = Command(connection, "SELECT state FROM images WHERE name = $name", ("$name", name));
        if (images.ExecuteScalar() is long state && !(mayReuseName && state == (long)ImageState.Gone))
        {
            throw new ImageStoreException(
                ImageStoreError.ImageExists,
                state == (long)ImageState.Listed
                    ? $"cannot add image \"{name}\": the image exists; choose another name"
                    : $"cannot add image \"{name}\": the name belonged to a deleted image and cannot be reused; choose another name");
        }

        using var directories = Command(connection, "SELECT 1 FROM directories WHERE name = $name", ("$name", name));
        if (directories.ExecuteScalar() is not null)
        {
            throw new ImageStoreException(
                ImageStoreError.ImageExists, $"cannot add image \"{name}\": a directory has that name; choose another name");
        }
    }

    private static void Insert(SqliteConnection connection, ImageRow image, string? damage = null)
    {
        using var command = Command(
            connection,
            """
            INSERT INTO images
                (name, directory, state, created_on, expires_at, branch, commit_id, total_data_bytes, tree, attachments, metadata, damage)
            VALUES ($name, $directory, $state, $created, $expires, $branch, $commit, $bytes, $tree, $attachments, $metadata, $damage)
            """,
            ("$name", image.Name),
            ("$directory", ImageNames.DirectoryOf(image.Name)),
            ("$state", (int)image.State),
            ("$created", image.CreatedOn.UtcTicks),
            ("$expires", (object?)image.ExpiresAt?.UtcTicks ?? DBNull.Value),
            ("$branch", image.Branch),
            ("$commit", image.CommitId),
            ("$bytes", (long)image.TotalDataBytes),
            ("$tree", image.State == ImageState.Gone ? Array.Empty<byte>() : image.Tree.AsSpan().ToArray()),
            ("$attachments", MemoryMarshal.AsBytes(image.Attachments.ToArray().AsSpan()).ToArray()),
            ("$metadata", image.Metadata),
            ("$damage", (object?)damage ?? DBNull.Value));
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(
        SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private static IEnumerable<ImageRow> Read(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var tree = (byte[])reader.GetValue(8);
            yield return new ImageRow
            {
                Id = reader.GetInt64(0),
                Name = reader.GetString(1),
                State = (ImageState)reader.GetInt32(2),
                CreatedOn = ToTime(reader.GetInt64(3)),
                ExpiresAt = ToTime(reader, 4),
                Branch = reader.GetString(5),
                CommitId = reader.GetString(6),
                TotalDataBytes = (ulong)reader.GetInt64(7),
                Tree = tree.Length == ObjectHash.Length ? new ObjectHash(tree) : default,
                Attachments = [.. MemoryMarshal.Cast<byte, ObjectHash>((byte[])reader.GetValue(9))],
                Metadata = (byte[])reader.GetValue(10),
            };
        }
    }

    private static DateTimeOffset ToTime(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? ToTime(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : ToTime(reader.GetInt64(column));
}
