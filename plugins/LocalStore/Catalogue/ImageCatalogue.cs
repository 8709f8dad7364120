using System.Runtime.InteropServices;
using Imaginator.ImageStores;
using Imaginator.Images;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>Which images there are. Each call is one transaction, and durable when it has returned.</summary>
/// <remarks>
/// Thread-safe. Every member throws <see cref="SqliteException"/> when SQLite refuses, and those that change something
/// <see cref="ImageStoreException"/> when it cannot be done.
/// </remarks>
internal sealed partial class ImageCatalogue(string storePath, CatalogueDatabase database) : IDisposable
{
    private const string Columns =
        "id, name, state, created_on, expires_at, branch, commit_id, total_data_bytes, tree, attachments, metadata";

    private const string IsShown = $"state = 0 AND (expires_at IS NULL OR expires_at > $now)";

    public void Dispose() => database.Dispose();

    /// <summary>Adds a complete image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="mayReuseName">Whether the name may be one that was used before.</param>
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

        AddDirectories(connection, ImageNames.DirectoryOf(image.Name));
        using var command = Command(
            connection,
            """
            INSERT INTO images
                (name, directory, state, created_on, expires_at, branch, commit_id, total_data_bytes, tree, attachments, metadata)
            VALUES ($name, $directory, $state, $created, $expires, $branch, $commit, $bytes, $tree, $attachments, $metadata)
            """,
            ("$name", image.Name),
            ("$directory", ImageNames.DirectoryOf(image.Name)),
            ("$state", (int)ImageState.Listed),
            ("$created", image.CreatedOn.UtcTicks),
            ("$expires", (object?)image.ExpiresAt?.UtcTicks ?? DBNull.Value),
            ("$branch", image.Branch),
            ("$commit", image.CommitId),
            ("$bytes", (long)image.TotalDataBytes),
            ("$tree", image.Tree.AsSpan().ToArray()),
            ("$attachments", MemoryMarshal.AsBytes(image.Attachments.ToArray().AsSpan()).ToArray()),
            ("$metadata", image.Metadata));
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    /// <summary>Refuses a name that is in use or was used.</summary>
    /// <param name="name">The name.</param>
    /// <param name="mayReuseName">Whether it may have been used, as long as nothing is left of that image.</param>
    public void CheckIsFree(string name, bool mayReuseName = false)
    {
        using var connection = database.Open();
        CheckIsFree(connection, name, mayReuseName);
    }

    /// <summary>An image in whatever state, expired or not, or null.</summary>
    public ImageRow? Find(string name)
    {
        using var connection = database.Open();
        using var command = Command(connection, $"SELECT {Columns} FROM images WHERE name = $name", ("$name", name));
        return Read(command).FirstOrDefault();
    }

    /// <summary>The images of a stream that a query could mean, the newest first; tags have not been looked at.</summary>
    public IEnumerable<ImageRow> FindLatest(ImageQuery query, DateTimeOffset now)
    {
        using var connection = database.Open();
        using var command = Command(
            connection,
            $"""
            SELECT {Columns} FROM images
            WHERE directory = $directory AND {IsShown}
                AND ($expiring OR expires_at IS NULL)
                AND ($commit = '' OR commit_id = $commit OR branch = $commit)
            ORDER BY created_on DESC, id DESC
            """,
            ("$directory", query.StreamName),
            ("$now", now.UtcTicks),
            ("$expiring", !query.IgnoreExpiringImages),
            ("$commit", query.BuildCommitId ?? ""));
        foreach (var row in Read(command))
        {
            yield return row;
        }
    }

    /// <summary>A page of the images below a directory, in the byte order of their names.</summary>
    /// <param name="directory">The directory; empty for all.</param>
    /// <param name="after">The last name of the page before; empty for the first page.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="now">What counts as expired.</param>
    public IReadOnlyList<ImageSummary> List(string directory, string after, int count, DateTimeOffset now)
    {
        using var connection = database.Open();
        using var command = Command(
            connection,
            $"""
            SELECT name, created_on, expires_at, total_data_bytes FROM images
            WHERE name > $after AND ($all OR (name > $first AND name < $end)) AND {IsShown}
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

    /// <summary>How many images are listed.</summary>
    public long Count(DateTimeOffset now)
    {
        using var connection = database.Open();
        using var command = Command(
            connection, $"SELECT COUNT(*) FROM images WHERE {IsShown}", ("$now", now.UtcTicks));
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Makes an image expire later, or never.</summary>
    public void ChangeExpiration(string name, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var find = Command(
            connection, $"SELECT {Columns} FROM images WHERE name = $name AND {IsShown}", ("$name", name), ("$now", now.UtcTicks));
        var image = Read(find).FirstOrDefault() ?? throw StoreErrors.UnknownImage(storePath, name);
        if (expiresAt is not null && !(image.ExpiresAt <= expiresAt))
        {
            throw new ImageStoreException(
                ImageStoreError.BadRequest,
                $"image \"{name}\": cannot shorten expiration time: {(image.ExpiresAt is { } until ? $"it expires {until:O}" : "it never expires")}");
        }

        using var update = Command(
            connection,
            "UPDATE images SET expires_at = $expires WHERE id = $id",
            ("$expires", (object?)expiresAt?.UtcTicks ?? DBNull.Value),
            ("$id", image.Id));
        update.ExecuteNonQuery();
        transaction.Commit();
    }

    /// <summary>Takes an image out of sight; its objects stay until the next <see cref="Purge"/>.</summary>
    public void Delete(string name, DateTimeOffset now)
    {
        using var connection = database.Open();
        using var command = Command(
            connection,
            $"UPDATE images SET state = $deleted WHERE name = $name AND (({IsShown}) OR state = $damaged)",
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
                    ? $"image \"{name}\" exists already: choose another name"
                    : $"image \"{name}\" existed before, and names are never used again: choose another name");
        }

        using var directories = Command(connection, "SELECT 1 FROM directories WHERE name = $name", ("$name", name));
        if (directories.ExecuteScalar() is not null)
        {
            throw new ImageStoreException(
                ImageStoreError.ImageExists, $"\"{name}\" is a directory of images: choose another name");
        }
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
