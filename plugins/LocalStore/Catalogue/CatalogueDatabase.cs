using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>The SQLite file of the catalogue: connections and tables.</summary>
/// <remarks>Thread-safe: each caller gets a connection of its own.</remarks>
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
            expires_at       INTEGER,          -- the same; null for never
            branch           TEXT NOT NULL,
            commit_id        TEXT NOT NULL,
            total_data_bytes INTEGER NOT NULL,
            tree             BLOB NOT NULL,    -- the hash of an object; empty when the image is gone
            attachments      BLOB NOT NULL,    -- hashes, one after the other
            metadata         BLOB NOT NULL,
            damage           TEXT              -- why it is no longer shown
        );
        CREATE INDEX IF NOT EXISTS images_by_directory ON images (directory, state, created_on, id);
        CREATE TABLE IF NOT EXISTS directories (
            name TEXT PRIMARY KEY
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS settings (
            name  TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) WITHOUT ROWID;
        """;

    private readonly string _connectionString;

    /// <summary>Opens the catalogue, creating it where it is missing.</summary>
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

        // The mode stays with the file: readers and one writer at a time, in any number of processes.
        command.CommandText = "PRAGMA journal_mode = WAL;";
        command.ExecuteNonQuery();
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE name = 'settings';";
        if (command.ExecuteScalar() is not 1L)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            command.Transaction = transaction;
            command.CommandText = Tables;
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    /// <summary>A connection for one piece of work; the caller disposes of it.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();

            // FULL: a transaction is on disk when its commit has returned.
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
}
