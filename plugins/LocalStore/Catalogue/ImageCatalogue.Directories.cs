using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

internal sealed partial class ImageCatalogue
{
    private const string Top = "";

    /// <summary>Makes directories and their parents: all of them, or none if one fails.</summary>
    public void AddDirectories(IEnumerable<string> names)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        // One query: usually nearly all of thousands of directories exist.
        var existing = ReadDirectories(connection).Select(directory => directory.Name).ToHashSet(StringComparer.Ordinal);
        var isChanged = false;
        foreach (var name in names.Where(name => !existing.Contains(name)))
        {
            isChanged |= AddDirectories(connection, name);
        }

        if (isChanged)
        {
            SaveDirectories(connection);
        }

        transaction.Commit();
    }

    /// <summary>Lists all directories including the top directory, in byte order.</summary>
    public IReadOnlyList<ImageDirectoryInfo> ListDirectories()
    {
        using var connection = database.Open();
        return ReadDirectories(connection);
    }

    public ImageDirectoryInfo? FindDirectory(string name)
    {
        using var connection = database.Open();
        return FindOwner(connection, name) is { } owner ? new ImageDirectoryInfo(name, owner) : null;
    }

    public void ChangeOwner(string name, string ownerGroup)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        _ = FindOwner(connection, name) ?? throw StoreErrors.UnknownDirectory(storePath, name);
        SetOwner(connection, name, ownerGroup);
        SaveDirectories(connection);
        transaction.Commit();
    }

    /// <summary>Deletes an empty directory. Expired and deleted images do not count, but damaged images do.</summary>
    public void DeleteDirectory(string name, DateTimeOffset now)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        if (name.Length == 0)
        {
            throw new ImageStoreException(ImageStoreError.BadRequest, "cannot delete the top directory: every store has one");
        }

        _ = FindOwner(connection, name) ?? throw StoreErrors.UnknownDirectory(storePath, name);
        using var find = Command(
            connection,
            $"""
            SELECT name FROM directories WHERE name > $first AND name < $end
            UNION ALL
            SELECT name FROM images WHERE directory = $name AND (({IsListed}) OR state = $damaged)
            LIMIT 1
            """,
            ("$name", name),
            ("$first", name + "/"),
            ("$end", name + (char)('/' + 1)),
            ("$damaged", (int)ImageState.Damaged),
            ("$now", now.UtcTicks));
        if (find.ExecuteScalar() is string content)
        {
            throw new ImageStoreException(
                ImageStoreError.BadRequest, $"cannot delete directory \"{name}\": it contains \"{content}\"; delete \"{content}\" first");
        }

        using var delete = Command(connection, "DELETE FROM directories WHERE name = $name", ("$name", name));
        delete.ExecuteNonQuery();
        SaveDirectories(connection);
        transaction.Commit();
    }

    private static List<ImageDirectoryInfo> ReadDirectories(SqliteConnection connection)
    {
        using var command = Command(connection, "SELECT name, owner_group FROM directories ORDER BY name");
        using var reader = command.ExecuteReader();
        var directories = new List<ImageDirectoryInfo>();
        while (reader.Read())
        {
            directories.Add(new ImageDirectoryInfo(reader.GetString(0), reader.GetString(1)));
        }

        if (directories is not [{ Name: Top }, ..])
        {
            directories.Insert(0, new ImageDirectoryInfo(Top, ""));
        }

        return directories;
    }

    /// <summary>The owner of a directory; null if the directory does not exist.</summary>
    private static string? FindOwner(SqliteConnection connection, string name)
    {
        using var command = Command(connection, "SELECT owner_group FROM directories WHERE name = $name", ("$name", name));
        return (string?)command.ExecuteScalar() ?? (name == Top ? "" : null);
    }

    private static void SetOwner(SqliteConnection connection, string name, string ownerGroup)
    {
        using var update = Command(
            connection,
            """
            INSERT INTO directories (name, owner_group) VALUES ($name, $owner)
            ON CONFLICT (name) DO UPDATE SET owner_group = $owner
            """,
            ("$name", name),
            ("$owner", ownerGroup));
        update.ExecuteNonQuery();
    }

    private void SaveDirectories(SqliteConnection connection) => saveDirectories?.Invoke(ReadDirectories(connection));

    /// <summary>Makes a directory and its parents. Each directory inherits the owner of its parent. False if it exists.</summary>
    private static bool AddDirectories(SqliteConnection connection, string name)
    {
        var isChanged = false;
        var owner = FindOwner(connection, Top)!;
        foreach (var directory in ImageNames.WithParents(name).Reverse())
        {
            if (FindOwner(connection, directory) is { } present)
            {
                owner = present;
                continue;
            }

            using var conflict = Command(
                connection, "SELECT 1 FROM images WHERE name = $name AND state <> 3", ("$name", directory));
            if (conflict.ExecuteScalar() is not null)
            {
                throw new ImageStoreException(
                    ImageStoreError.ImageExists, $"cannot make directory \"{directory}\": an image has that name; choose another name");
            }

            using var insert = Command(
                connection,
                "INSERT INTO directories (name, owner_group) VALUES ($name, $owner)",
                ("$name", directory),
                ("$owner", owner));
            insert.ExecuteNonQuery();
            isChanged = true;
        }

        return isChanged;
    }
}
