using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>The tables of the catalogue and their versions: <c>PRAGMA user_version</c> is the version.</summary>
internal static class CatalogueTables
{
    /// <summary>The present version.</summary>
    public const int Version = 1;

    private const string Definitions =
        """
        CREATE TABLE IF NOT EXISTS images (
            id               INTEGER PRIMARY KEY AUTOINCREMENT,
            name             TEXT NOT NULL UNIQUE,
            directory        TEXT NOT NULL,
            state            INTEGER NOT NULL,
            created_on       INTEGER NOT NULL, -- UTC ticks of 100 ns
            expires_at       INTEGER,          -- the same; null if it never expires
            branch           TEXT NOT NULL,
            commit_id        TEXT NOT NULL,
            total_data_bytes INTEGER NOT NULL,
            tree             BLOB NOT NULL,    -- the hash of an object; empty when the image is gone
            attachments      BLOB NOT NULL,    -- concatenated hashes
            metadata         BLOB NOT NULL,
            damage           TEXT              -- the reason why the image is not listed
        );
        CREATE INDEX IF NOT EXISTS images_by_directory ON images (directory, state, created_on, id);
        CREATE INDEX IF NOT EXISTS images_by_name ON images (name, state, expires_at);
        CREATE TABLE IF NOT EXISTS directories (
            name        TEXT PRIMARY KEY,         -- empty for the top directory, which has a row only if it has an owner
            owner_group TEXT NOT NULL DEFAULT ''
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS settings (
            name  TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) WITHOUT ROWID;
        """;

    // The additions to catalogues of version 0.
    private const string Additions =
        """
        CREATE INDEX IF NOT EXISTS images_by_name ON images (name, state, expires_at);
        ALTER TABLE directories ADD COLUMN owner_group TEXT NOT NULL DEFAULT '';
        """;

    /// <summary>The version in the header of the file.</summary>
    public static long ReadVersion(SqliteConnection connection) => (long)Read(connection, "PRAGMA user_version");

    /// <summary>True if the file has the tables of any version.</summary>
    public static bool Exist(SqliteConnection connection) =>
        (long)Read(connection, "SELECT count(*) FROM sqlite_schema WHERE name IN ('images', 'directories', 'settings')") == 3;

    /// <summary>True if the tables are those of version 1 or later.</summary>
    public static bool HaveOwners(SqliteConnection connection) =>
        (long)Read(connection, "SELECT count(*) FROM pragma_table_info('directories') WHERE name = 'owner_group'") == 1;

    /// <summary>
    /// Creates the tables, or converts those of version 0. Checks the version again in an exclusive transaction, because another
    /// process can be faster.
    /// </summary>
    public static void Upgrade(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (ReadVersion(connection) < Version)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Exist(connection) ? Additions : Definitions;
            command.ExecuteNonQuery();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version};");
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    private static object Read(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar()!;
    }
}
