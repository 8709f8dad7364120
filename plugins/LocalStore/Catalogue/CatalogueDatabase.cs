using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>The SQLite file of the catalogue: connections and tables.</summary>
/// <remarks>Thread-safe: each caller gets its own connection.</remarks>
internal sealed class CatalogueDatabase : IDisposable
{
    private const int BusyTimeoutMilliseconds = 30_000;

    private const string Tables =
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

    // The additions to catalogues of version 0; "PRAGMA user_version" is the version.
    private const int Version = 1;
    private const string Additions =
        """
        CREATE INDEX IF NOT EXISTS images_by_name ON images (name, state, expires_at);
        ALTER TABLE directories ADD COLUMN owner_group TEXT NOT NULL DEFAULT '';
        """;

    private readonly string _connectionString;

    /// <summary>Opens the catalogue, or creates it if it does not exist.</summary>
    public CatalogueDatabase(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            DefaultTimeout = BusyTimeoutMilliseconds / 1000,
            Pooling = true,
        }.ToString();
        using var connection = Open();
        using var command = connection.CreateCommand();

        // The file keeps the mode: several readers and one writer at a time, in several processes.
        command.CommandText = "PRAGMA journal_mode = WAL;";
        command.ExecuteNonQuery();
        if (ReadVersion(command) < Version)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            command.Transaction = transaction;
            Upgrade(command);
            transaction.Commit();
        }
    }

    /// <summary>Opens a connection, which the caller disposes of.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();

            // FULL: a transaction is durable when its commit returns.
            command.CommandText = $"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}; PRAGMA synchronous = FULL;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    // Runs in an exclusive transaction and checks the version again, because another process can be faster.
    private static void Upgrade(SqliteCommand command)
    {
        if (ReadVersion(command) >= Version)
        {
            return;
        }

        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE name = 'settings';";
        command.CommandText = command.ExecuteScalar() is 1L ? Additions : Tables;
        command.ExecuteNonQuery();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version};");
        command.ExecuteNonQuery();
    }

    private static long ReadVersion(SqliteCommand command)
    {
        command.CommandText = "PRAGMA user_version;";
        return (long)command.ExecuteScalar()!;
    }
}
