using System.Globalization;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>The SQLite file of the catalogue.</summary>
/// <remarks>Thread-safe: each caller gets its own connection.</remarks>
internal sealed class CatalogueDatabase : IDisposable
{
    private const int BusyTimeoutMilliseconds = 30_000;

    // The directory of files that are moved aside.
    private const string AsideName = "corrupt";

    private readonly string _path;
    private readonly string _connectionString;
    private readonly CatalogueCopy? _copy;
    private readonly bool _isReadOnly;

    // Keeps the shared memory of SQLite, which the last connection would remove. To make it again can be impossible on a full disk.
    private SqliteConnection? _kept;

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
            KeepCopyOfEarlierVersion(connection);
            CatalogueTables.Upgrade(connection);
            _kept = Open();
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

    /// <summary>The path of the catalogue, for messages.</summary>
    public string FilePath => _path;

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

    /// <summary>
    /// Makes SQLite write all pages of its shared memory now. A file system whose blocks are smaller than a page gives a mapped file its
    /// blocks only then, and without space the kernel would kill the process later.
    /// </summary>
    public void AllocateSharedMemory()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();

        // A change without an effect.
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {CatalogueTables.Version};");
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _kept?.Dispose();
        _kept = null;
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

    /// <summary>
    /// Copies a catalogue of an earlier version before its conversion, to the directory of files that are no longer used. Programs of
    /// the earlier version read the copy.
    /// </summary>
    private void KeepCopyOfEarlierVersion(SqliteConnection connection)
    {
        var version = CatalogueTables.ReadVersion(connection);
        if (version < CatalogueTables.Version && CatalogueTables.Exist(connection))
        {
            KeepCopy(connection, version);
        }
    }

    /// <summary>
    /// Copies the catalogue, unless another process has converted it from a version since: that process has made the copy.
    /// </summary>
    internal void KeepCopy(SqliteConnection connection, long version)
    {
        var aside = Path.Combine(Path.GetDirectoryName(_path)!, AsideName);
        if (!Directory.Exists(aside))
        {
            return;
        }

        // Other processes can do the same at the same time. SQLite fills an empty file, which keeps its mode.
        var copy = Path.Combine(aside, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(_path)}.version-{version}"));
        var next = string.Create(CultureInfo.InvariantCulture, $"{copy}.{Guid.NewGuid():N}");
        new FileStream(next, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }).Dispose();
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $path";
            command.Parameters.AddWithValue("$path", next);
            command.ExecuteNonQuery();
            if (VersionOf(next) == version)
            {
                File.Move(next, copy, overwrite: true);
            }
        }
        finally
        {
            File.Delete(next);
        }
    }

    private static long VersionOf(string path)
    {
        using var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadOnly, pooling: false));
        connection.Open();
        return CatalogueTables.ReadVersion(connection);
    }

    private void Check(SqliteConnection connection, Func<bool> holdsData)
    {
        // The version and the tables of one moment: another process may just be creating or converting them.
        using var snapshot = connection.BeginTransaction(deferred: true);
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
