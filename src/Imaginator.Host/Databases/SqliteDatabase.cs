using System.Globalization;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Microsoft.Data.Sqlite;

namespace Imaginator.Host.Databases;

/// <summary>
/// An SQLite file of the daemon: connections, the version of its tables, a copy of the file before each conversion to another
/// version, and the replacement of a damaged file. Thread-safe.
/// </summary>
/// <remarks>
/// No database keeps the daemon from building. A damaged file is renamed and replaced by an empty one. A file that
/// cannot be opened now, for example because the disk is full, is tried again with the next use.
/// </remarks>
/// <param name="path">The file; its directory exists. Created with mode 0600.</param>
/// <param name="schema">The tables.</param>
/// <param name="timeProvider">Dates the name of a damaged file.</param>
/// <param name="onDamaged">Receives the reason and the new path of a damaged file.</param>
internal sealed class SqliteDatabase(
    string path, DatabaseSchema schema, TimeProvider timeProvider, Action<string, string> onDamaged) : IDisposable
{
    private const int BusyTimeoutMilliseconds = 5_000;

    /// <summary>The space in bytes that SQLite needs to open a file: its log and its shared memory.</summary>
    private const long MinimumRoom = 512 << 10;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _lock = new();
    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWriteCreate,
        DefaultTimeout = BusyTimeoutMilliseconds / 1000,
        ForeignKeys = true,
        Pooling = true,
    }.ToString();

    private bool _isReady;

    /// <summary>Opens a connection for one piece of work. The caller disposes of it.</summary>
    /// <exception cref="SqliteException">SQLite reports an error other than a damaged file.</exception>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="ImaginatorException">A newer version of this program created the file.</exception>
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

    /// <summary>Renames a file that turned out to be damaged; the next <see cref="Open"/> creates an empty one.</summary>
    public void Replace(string reason)
    {
        lock (_lock)
        {
            _isReady = false;
            MoveAside(reason);
        }
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private void Prepare()
    {
        RequireRoom();
        CreateFile(path);
        try
        {
            Migrate();
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            MoveAside(e.Message);
            CreateFile(path);
            Migrate();
        }
    }

    // SQLite maps its shared memory and fills it when the tables are checked. Where blocks are smaller than a page, the mapped file can
    // have a part of a page only, and the kernel kills a process that writes to the rest of it on a full disk.
    private void RequireRoom()
    {
        var space = FileSystemSpace.Of(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var free = Environment.IsPrivilegedProcess ? space.FreeBytesForRoot : space.FreeBytes;
        if (space.TotalBytes > 0 && space.BlockBytes < Environment.SystemPageSize && free < MinimumRoom)
        {
            throw new LinuxException("open", path, Errno.ENOSPC);
        }
    }

    // SQLite creates files that every user can read.
    private static void CreateFile(string name)
    {
        using var file = new FileStream(name, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = OwnerOnly,
        });
    }

    private void Migrate()
    {
        using var connection = Connect();
        connection.Execute("PRAGMA journal_mode = WAL;");
        KeepCopyOfEarlierVersion(connection);
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = (long)connection.Scalar("PRAGMA user_version")!;
        if (version > schema.Steps.Length)
        {
            throw new ImaginatorException(
                $"cannot use the {schema.Name} \"{path}\": it has version {version} and this program supports version "
                + $"{schema.Steps.Length}; update the program, or move the file away to start with an empty one");
        }

        // One transaction creates the tables and sets the version.
        if (version < 0 || (version == 0 && (long)connection.Scalar("SELECT count(*) FROM sqlite_master")! > 0))
        {
            throw new SqliteException(
                string.Create(CultureInfo.InvariantCulture, $"its version is {version}, but it has tables"), SqliteErrorCodes.Corrupt);
        }

        for (var step = (int)version; step < schema.Steps.Length; step++)
        {
            connection.Execute(schema.Steps[step]);
        }

        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {schema.Steps.Length};"));
        transaction.Commit();
    }

    /// <summary>
    /// Copies a file of an earlier version before its conversion. The earlier version of the program reads the copy; see
    /// docs/how-to/upgrade-and-back-up.md.
    /// </summary>
    private void KeepCopyOfEarlierVersion(SqliteConnection connection)
    {
        var version = (long)connection.Scalar("PRAGMA user_version")!;
        if (version <= 0 || version >= schema.Steps.Length)
        {
            return;
        }

        // A copy of an interrupted conversion can be incomplete. VACUUM INTO includes the write-ahead log.
        var copy = string.Create(CultureInfo.InvariantCulture, $"{path}.version-{version}");
        var next = copy + ".new";
        File.Delete(next);
        try
        {
            CreateFile(next);
            connection.Execute("VACUUM INTO $path", ("$path", next));
            File.Move(next, copy, overwrite: true);
        }
        catch
        {
            // A part of a copy would keep a full disk full.
            File.Delete(next);
            throw;
        }
    }

    private void MoveAside(string reason)
    {
        Dispose();
        var aside = string.Create(CultureInfo.InvariantCulture, $"{path}.damaged-{timeProvider.GetUtcNow():yyyyMMddTHHmmss}");
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(path + suffix))
            {
                File.Move(path + suffix, aside + suffix, overwrite: true);
            }
        }

        onDamaged(reason, aside);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();

            // NORMAL: a power cut can lose the last transactions but never damages the file, and no build waits for the
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
