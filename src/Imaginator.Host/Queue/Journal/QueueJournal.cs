using System.Collections.Immutable;
using System.Text.Json;
using Imaginator.Host.Databases;
using Imaginator.Host.Queue.Requests;
using Imaginator.Linux;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Journal;

/// <summary>
/// The state of the queue that survives the daemon: builds that have not ended, and pauses. An SQLite file. Guarded by the
/// lock of the queue.
/// </summary>
/// <remarks>
/// A change is in the file when the method returns, and survives the death of the daemon. A power cut can lose the last
/// changes, except pauses, which are flushed to the disk. If the disk refuses a write, the journal continues in memory and
/// the next change writes everything again. If it cannot even be read, what the previous daemon wrote is added then, for the next
/// daemon.
/// </remarks>
internal sealed class QueueJournal : IDisposable
{
    private const string FileName = "queue.sqlite";

    // The file is small: 1 MiB of write-ahead log is enough, and 256 KiB of cache. Variables of a request can be secret: those of a build
    // that has ended are overwritten.
    private const string Settings = "PRAGMA wal_autocheckpoint = 256; PRAGMA cache_size = -256; PRAGMA secure_delete = ON;";

    private readonly string _directory;
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly FileStream? _lock;
    private readonly SqliteDatabase _database;
    private readonly Dictionary<BuildId, JournalEntry> _builds = [];
    private JournaledPauses _pauses = JournaledPauses.None;
    private SqliteConnection? _connection;
    private JournalTables? _tables;
    private long _sequence;
    private bool _isUnread;
    private bool _isDisposed;

    private QueueJournal(string directory, FileStream? @lock, TimeProvider timeProvider, ILogger logger)
    {
        _directory = directory;
        _path = Path.Combine(directory, FileName);
        _lock = @lock;
        _logger = logger;
        _database = new SqliteDatabase(
            _path, JournalTables.Schema, timeProvider, (reason, aside) => JournalLog.Damaged(logger, _path, reason, aside));
    }

    /// <summary>The builds that had not ended when the previous daemon ended, in the order of their submission.</summary>
    public ImmutableArray<JournaledBuild> Unfinished { get; private set; } = [];

    /// <summary>The pauses that were last written.</summary>
    public JournaledPauses Pauses => _pauses;

    /// <summary>Opens the journal in an existing directory and reads the state that the previous daemon left.</summary>
    /// <exception cref="ImaginatorException">Another daemon uses the directory, or the directory cannot be used.</exception>
    public static QueueJournal Open(string directory, TimeProvider timeProvider, ILogger logger)
    {
        FileStream? @lock = null;
        QueueJournal? journal = null;
        try
        {
            @lock = TakeLock(Path.Combine(directory, "lock"));
            journal = new QueueJournal(directory, @lock, timeProvider, logger);
            journal.Load();
            return journal;
        }
        catch (Exception e)
        {
            journal?.Dispose();
            @lock?.Dispose();
            if (e is IOException or UnauthorizedAccessException or SqliteException)
            {
                throw new ImaginatorException(
                    $"cannot use \"{directory}\" for the queue: {e.Clause()}; "
                    + (IsRefusalOfDisk(e)
                        ? "make space, or make the file system writable"
                        : "check whether another imaginator runs with this -stateDir"),
                    e);
            }

            throw;
        }
    }

    /// <summary>Takes an exclusive flock, which ends with the process; null on a read-only disk without the file.</summary>
    private static FileStream? TakeLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == (int)Errno.EROFS)
        {
            return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None) : null;
        }
    }

    public void Queued(BuildId id, QueuedRequest request)
    {
        var entry = CreateEntry(id, request, hasStarted: false);
        _builds[id] = entry;
        Write(tables => tables.Add(entry));
    }

    public void Started(BuildId id)
    {
        if (_builds.TryGetValue(id, out var entry))
        {
            _builds[id] = entry with { HasStarted = true };
            Write(tables => tables.MarkStarted(id));
        }
    }

    public void Finished(BuildId id)
    {
        if (_builds.Remove(id))
        {
            Write(tables => tables.Remove(id));
        }
    }

    public void Paused(JournaledPauses pauses)
    {
        _pauses = pauses;
        Write(tables => tables.SavePauses(pauses));
    }

    /// <summary>Closes the journal. Later changes are not written: the next daemon owns the file.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Close();
        _database.Dispose();
        _lock?.Dispose();
    }

    private JournalEntry CreateEntry(BuildId id, QueuedRequest request, bool hasStarted) => new(
        _sequence++,
        id,
        JsonSerializer.Serialize(JournaledRequest.From(request), JournalJson.Default.JournaledRequest),
        hasStarted);

    private void Load()
    {
        var earlier = new JsonLinesJournal(_directory, _logger);
        var converted = earlier.TryRead();
        var contents = converted ?? TryRead();

        // A build stays in the journal until the queue has handled it.
        Unfinished = contents.Builds;
        _pauses = contents.Pauses;
        foreach (var build in contents.Builds)
        {
            _builds[build.Id] = CreateEntry(build.Id, build.Request, build.HasStarted);
        }

        if (TryWriteAll() && converted is not null)
        {
            earlier.KeepCopy();
        }
    }

    /// <summary>Writes everything; false if the disk refuses that, and the next change does it.</summary>
    private bool TryWriteAll()
    {
        try
        {
            try
            {
                WriteAll();
            }
            catch (SqliteException e) when (e.IsDamage())
            {
                Close();
                _database.Replace(e.Message);
                WriteAll();
            }

            return true;
        }
        catch (Exception e) when (IsRefusalOfDisk(e))
        {
            JournalLog.NotWritten(_logger, e.Message);
            Close();
            return false;
        }
    }

    /// <summary>Reads the file; nothing if a full or read-only disk prevents that.</summary>
    private JournalContents TryRead()
    {
        try
        {
            return Read();
        }
        catch (Exception e) when (IsRefusalOfDisk(e))
        {
            JournalLog.NotRead(_logger, _path, e.Message);
            Close();
            _isUnread = true;
            return new JournalContents([], JournaledPauses.None);
        }
    }

    private JournalContents Read()
    {
        try
        {
            return Open().Read(_logger);
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            Close();
            _database.Replace(e.Message);
            return Open().Read(_logger);
        }
    }

    private void Write(Action<JournalTables> change)
    {
        if (_isDisposed)
        {
            return;
        }

        try
        {
            if (_tables is null)
            {
                WriteAll();
            }
            else
            {
                change(_tables);
            }
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            TryReplace(damage: e);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            JournalLog.NotWritten(_logger, e.Message);
            Close();
        }
    }

    private static bool IsRefusal(Exception exception) =>
        exception is SqliteException or IOException or UnauthorizedAccessException or ImaginatorException;

    /// <summary>Whether a full, read-only or broken disk is the cause, and not the file or its permissions.</summary>
    private static bool IsRefusalOfDisk(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.IsRefusalOfDisk(),
        IOException e => e.HResult is (int)Errno.ENOSPC or (int)Errno.EDQUOT or (int)Errno.EROFS or (int)Errno.EIO,
        _ => false,
    };

    /// <summary>Replaces a damaged file by one with the state in memory. If that fails, the next change tries again.</summary>
    private void TryReplace(SqliteException damage)
    {
        try
        {
            Close();
            _database.Replace(damage.Message);
            WriteAll();
        }
        catch (Exception e) when (IsRefusal(e))
        {
            JournalLog.NotWritten(_logger, e.Message);
            Close();
        }
    }

    private void WriteAll()
    {
        var tables = Open();
        if (_isUnread)
        {
            // The queue does not know what the previous daemon left: it stays for the next one.
            var earlier = tables.Read(_logger);
            foreach (var build in earlier.Builds)
            {
                _builds.TryAdd(build.Id, CreateEntry(build.Id, build.Request, build.HasStarted));
            }

            _pauses = _pauses == JournaledPauses.None ? earlier.Pauses : _pauses;
            _isUnread = false;
        }

        tables.ReplaceAll(_builds.Values.OrderBy(entry => entry.Sequence), _pauses);
    }

    private JournalTables Open()
    {
        if (_tables is null)
        {
            _connection = _database.Open();
            _connection.Execute(Settings);
            _tables = new JournalTables(_connection);
        }

        return _tables;
    }

    private void Close()
    {
        _tables = null;
        _connection?.Dispose();
        _connection = null;
    }
}
