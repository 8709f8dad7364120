using System.Globalization;
using Imaginator.Host.Databases;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Recording.History;

/// <summary>The SQLite file of the build history: connections, and the version of its tables. Thread-safe.</summary>
/// <remarks>
/// The history must never keep the daemon from building. A file that is damaged is put aside, and a new one begun. A file
/// that cannot be opened now, as the disk is full say, is tried again with the next use.
/// </remarks>
internal sealed class HistoryDatabase : IDisposable
{
    private const int BusyTimeoutMilliseconds = 5_000;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly string _connectionString;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private bool _isReady;

    /// <summary>Names the file; <see cref="Open"/> opens it.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told of a damaged file.</param>
    public HistoryDatabase(string path, TimeProvider time, ILogger logger)
    {
        _path = path;
        _time = time;
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

    /// <summary>A connection for one piece of work; the caller disposes of it.</summary>
    /// <exception cref="SqliteException">SQLite refuses.</exception>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="ImaginatorException">The file was made by a newer version of this program.</exception>
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
            PutAside(e.Message);
            CreateFile();
            Migrate();
        }
    }

    // SQLite would create it readable by all.
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
                $"the build history {_path} is of version {version}, this program knows version {HistorySchema.Steps.Length}: "
                + "update the program, or move the file away to begin a new history.");
        }

        for (var step = (int)version; step < HistorySchema.Steps.Length; step++)
        {
            connection.Execute(HistorySchema.Steps[step]);
        }

        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {HistorySchema.Steps.Length};"));
        transaction.Commit();
    }

    private void PutAside(string reason)
    {
        Dispose();
        var aside = string.Create(CultureInfo.InvariantCulture, $"{_path}.damaged-{_time.GetUtcNow():yyyyMMddTHHmmss}");
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(_path + suffix))
            {
                File.Move(_path + suffix, aside + suffix, overwrite: true);
            }
        }

        RecordingLog.HistoryPutAside(_logger, _path, reason, aside);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();

            // NORMAL: a power cut may take the last moments of the history, but never damages it, and no build waits for
            // the disk.
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
