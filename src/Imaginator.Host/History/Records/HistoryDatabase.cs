using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History.Records;

/// <summary>The SQLite file of the build history: connections, and the version of its tables. Thread-safe.</summary>
/// <remarks>
/// The history must never prevent builds. A damaged file is moved aside, and a new one is created. If the file cannot be
/// opened, for instance because the disk is full, the next use tries again.
/// </remarks>
internal sealed class HistoryDatabase : IDisposable
{
    private const int BusyTimeoutMilliseconds = 5_000;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly string _connectionString;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private bool _isReady;

    /// <summary>Sets the path of the file; <see cref="Open"/> opens it.</summary>
    public HistoryDatabase(string path, TimeProvider timeProvider, ILogger logger)
    {
        _path = path;
        _timeProvider = timeProvider;
        _logger = logger;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            DefaultTimeout = BusyTimeoutMilliseconds / 1000,
            ForeignKeys = true,
            Pooling = true,
        }.ToString();
    }

    /// <summary>Opens a connection; the caller must dispose of it.</summary>
    public SqliteConnection Open()
    {
        lock (_lock)
        {
            if (!_isReady)
            {
                Prepare();
                _isReady = true;
            }
        }

        return Connect();
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private void Prepare()
    {
        CreateFile();
        try
        {
            Migrate();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteErrorCodes.Corrupt or SqliteErrorCodes.NotADatabase)
        {
            MoveAside(e.Message);
            CreateFile();
            Migrate();
        }
    }

    // A file that SQLite creates is readable by all users.
    private void CreateFile()
    {
        using var file = new FileStream(_path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    private void Migrate()
    {
        using var connection = Connect();
        connection.Execute("PRAGMA journal_mode = WAL;");
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = (long)connection.Scalar("PRAGMA user_version")!;
        if (version > HistorySchema.Steps.Length)
        {
            throw new ImaginatorException(
                $"the build history \"{_path}\" has version {version}, this program supports up to {HistorySchema.Steps.Length}; "
                + "update the program, or move the file away to start a new history");
        }

        for (var step = (int)version; step < HistorySchema.Steps.Length; step++)
        {
            connection.Execute(HistorySchema.Steps[step]);
        }

        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {HistorySchema.Steps.Length};"));
        transaction.Commit();
    }

    private void MoveAside(string reason)
    {
        Dispose();
        var aside = string.Create(CultureInfo.InvariantCulture, $"{_path}.damaged-{_timeProvider.GetUtcNow():yyyyMMddTHHmmss}");
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(_path + suffix))
            {
                File.Move(_path + suffix, aside + suffix, overwrite: true);
            }
        }

        HistoryDatabaseLog.DamagedFileMoved(_logger, _path, reason, aside);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();

            // NORMAL: a power failure may lose the newest records, but never damages the file, and no build waits for the
            // disk.
            connection.Execute($"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}; PRAGMA synchronous = NORMAL;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
