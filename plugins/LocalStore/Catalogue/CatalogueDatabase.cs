using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>The SQLite file of the catalogue.</summary>
/// <remarks>Thread-safe: each caller gets its own connection.</remarks>
internal sealed class CatalogueDatabase : IDisposable
{
    private const int BusyTimeoutMilliseconds = 30_000;

    private readonly string _path;
    private readonly string _connectionString;
    private readonly CatalogueCopy? _copy;
    private readonly bool _isReadOnly;

    /// <summary>
    /// Opens the catalogue, or creates it if it does not exist. Rejects a lost, empty or inconsistent catalogue of a store that
    /// holds data: a new one would make all objects collectable.
    /// </summary>
    public CatalogueDatabase(string path, Func<bool>? holdsData = null)
    {
        _path = path;
        holdsData ??= static () => false;
        if (!File.Exists(path) && holdsData())
        {
            throw StoreErrors.DamagedCatalogue(path, "the file does not exist, but the store has objects");
        }

        _connectionString = ConnectionString(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            using var connection = Open();
            Check(connection, holdsData);

            // The file keeps the mode: several readers and one writer at a time, in several processes.
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL;";
            command.ExecuteNonQuery();
            CatalogueTables.Upgrade(connection);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private CatalogueDatabase(string path, CatalogueCopy copy)
    {
        _path = path;
        _copy = copy;
        _connectionString = ConnectionString(copy.DataSource, SqliteOpenMode.ReadWrite);
        try
        {
            using var connection = Open();
            Check(connection, static () => true);
            if (copy.IsWritable)
            {
                CatalogueTables.Upgrade(connection);
            }

            // Changes of a copy would be lost.
            _isReadOnly = true;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens the catalogue of a store on a read-only file system.</summary>
    public static CatalogueDatabase OpenReadOnly(string path) => File.Exists(path)
        ? new CatalogueDatabase(path, CatalogueCopy.Of(path))
        : throw StoreErrors.DamagedCatalogue(path, "the file does not exist");

    /// <summary>True if a file is a catalogue with images, or cannot be read.</summary>
    public static bool MayHaveImages(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWrite, pooling: false));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM images WHERE state <> 3";
            return !CatalogueTables.Exist(connection) || command.ExecuteScalar() is not 0L;
        }
        catch (SqliteException)
        {
            return true;
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
            command.CommandText = $"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}; PRAGMA synchronous = FULL; PRAGMA query_only = {_isReadOnly};";
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
        using (var connection = new SqliteConnection(_connectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        _copy?.Dispose();
    }

    private static string ConnectionString(string source, SqliteOpenMode mode, bool pooling = true) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            DefaultTimeout = BusyTimeoutMilliseconds / 1000,
            Pooling = pooling,
        }.ToString();

    private void Check(SqliteConnection connection, Func<bool> holdsData)
    {
        var version = CatalogueTables.ReadVersion(connection);
        if (version > CatalogueTables.Version)
        {
            throw StoreErrors.NewerCatalogue(_path, version, CatalogueTables.Version);
        }

        if (version < 0)
        {
            throw StoreErrors.DamagedCatalogue(_path, $"its version is {version}");
        }

        if (!CatalogueTables.Exist(connection))
        {
            if (version == CatalogueTables.Version || holdsData())
            {
                throw StoreErrors.DamagedCatalogue(_path, "it has no tables; its log catalogue.db-wal may be lost");
            }
        }
        else if (version < CatalogueTables.Version && CatalogueTables.HaveOwners(connection))
        {
            throw StoreErrors.DamagedCatalogue(
                _path, $"its version is {version}, but its tables are those of version {CatalogueTables.Version}");
        }
    }
}
