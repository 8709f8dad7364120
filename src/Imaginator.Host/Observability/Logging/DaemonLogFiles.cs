using System.Globalization;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// The daemon's log files: <c>imaginator.TIME.log</c>, and <c>latest</c>, a symbolic link to the newest. Each start of the
/// daemon begins a new file. Thread-safe.
/// </summary>
/// <remarks>
/// The files never exceed the quota: before a new file begins, the oldest are removed. They are created readable by the owner
/// and the group only. A failure (missing directory, no permission, full disk, a directory that another daemon uses) is the result
/// of a write, never an exception, and the files are tried again later.
/// </remarks>
internal sealed class DaemonLogFiles : IDisposable
{
    /// <summary>The symbolic link to the newest file.</summary>
    public const string Latest = "latest";

    private const string Pattern = "imaginator.*.log";

    // Limits the small files of a daemon that restarts repeatedly.
    private const int MaximumFiles = 200;

    // A small quota does not reduce the size of a file below some lines.
    private const long MinimumFileSize = 4096;

    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>The pause after a failure.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>The interval of checks that the file still exists under its name.</summary>
    private static readonly TimeSpan CheckAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly long _quota;
    private readonly long _maximumFileSize;
    private readonly TimeProvider _timeProvider;
    private FileStream? _file;
    private FileStatus _identity;
    private SafeFileHandle? _directoryLock;
    private FileStatus _lockedDirectory;
    private string? _lostFile;
    private long _length;
    private long _nextCheck;
    private long _nextTry;
    private string? _failure;

    /// <summary>Creates the log; the first line creates the directory (mode 0750) and a file. Sizes are in bytes.</summary>
    public DaemonLogFiles(string directory, long quota, long maximumFileSize, TimeProvider timeProvider)
    {
        _directory = directory;
        _quota = quota;

        // At least two files fit: otherwise a new file would replace the only one.
        _maximumFileSize = Math.Max(Math.Min(maximumFileSize, quota / 2), MinimumFileSize);
        _timeProvider = timeProvider;
    }

    public string Directory => _directory;

    /// <summary>The reason why the last lines were not written; null if they were.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    /// <summary>Checks with the next line whether the file was moved or removed, and tries failed files again at once.</summary>
    public void Reopen()
    {
        lock (_lock)
        {
            _nextCheck = _nextTry = 0;
        }
    }

    /// <summary>
    /// Says, once for each time, that the file was moved or removed and the log continues in another one; null if that has not
    /// happened since the last call.
    /// </summary>
    public string? TakeNotice()
    {
        lock (_lock)
        {
            if (_lostFile is not { } lost || _file is null)
            {
                return null;
            }

            _lostFile = null;
            return $"{lost} was moved or removed; the log continues in {_file.Name}";
        }
    }

    /// <summary>Appends whole encoded lines; returns null, or the reason why they were not written.</summary>
    public string? Write(ReadOnlySpan<byte> lines)
    {
        lock (_lock)
        {
            if (_failure is not null && _timeProvider.GetTimestamp() < _nextTry)
            {
                return _failure;
            }

            try
            {
                PrepareFor(lines.Length);
                _file!.Write(lines);
                _length += lines.Length;
                Volatile.Write(ref _failure, null);
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImaginatorException)
            {
                // The next attempt begins a new file, because this one can end in the middle of a line.
                Close();
                _nextTry = After(RetryAfter);
                var failure = $"cannot write log files in {_directory}: {e.Clause()}";
                Volatile.Write(ref _failure, failure);
                return failure;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Close();
            if (_directoryLock is { } held)
            {
                // A program that another thread starts has the handle, too, until it runs.
                FileLocks.Unlock(held);
                held.Dispose();
                _directoryLock = null;
            }
        }
    }

    private void PrepareFor(int bytes)
    {
        if (_file is not null && _timeProvider.GetTimestamp() >= _nextCheck)
        {
            // A file that was removed or moved away would hide further lines.
            _nextCheck = After(CheckAfter);
            if (HostFiles.TryGetStatus(_file.Name) is not { } status || !IsSame(status, _identity))
            {
                _lostFile = _file.Name;
                Close();
            }
        }

        if (_file is not null && _length > 0 && _length + bytes > _maximumFileSize)
        {
            Close();
        }

        if (_file is null)
        {
            Begin();
        }
    }

    private void Begin()
    {
        System.IO.Directory.CreateDirectory(_directory, DirectoryMode);
        LockDirectory();
        FreeSpace();
        _file = CreateFile();
        _identity = FileHandles.GetStatus(_file.SafeFileHandle);
        _length = 0;
        _nextCheck = After(CheckAfter);
        PointLatestTo(Path.GetFileName(_file.Name));
    }

    /// <summary>
    /// Locks the directory, which can have been replaced since the last time: two daemons would remove each other's files.
    /// </summary>
    private void LockDirectory()
    {
        using var directory = DirectoryHandle.OpenHost(_directory);
        var status = directory.GetStatus();
        if (_directoryLock is not null && IsSame(status, _lockedDirectory))
        {
            return;
        }

        _directoryLock?.Dispose();
        _directoryLock = null;
        var handle = directory.OpenAsFile();
        if (!TryLock(handle))
        {
            handle.Dispose();
            throw new ImaginatorException("another daemon uses the directory; choose another with -logDir");
        }

        _directoryLock = handle;
        _lockedDirectory = status;
    }

    private static bool TryLock(SafeFileHandle directory)
    {
        try
        {
            return FileLocks.TryLock(directory, exclusive: true);
        }
        catch (LinuxException)
        {
            // A file system without locks.
            return true;
        }
    }

    private static bool IsSame(FileStatus one, FileStatus other) =>
        one.InodeNumber == other.InodeNumber && one.Device == other.Device;

    /// <summary>Removes the oldest files until a new file can grow to its full size.</summary>
    private void FreeSpace()
    {
        // The names sort by time.
        var oldestFirst = new DirectoryInfo(_directory).EnumerateFiles(Pattern)
            .Where(file => file.LinkTarget is null)
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .ToList();
        var size = oldestFirst.Sum(file => file.Length);
        var count = oldestFirst.Count;
        foreach (var file in oldestFirst.TakeWhile(_ => size + _maximumFileSize > _quota || count >= MaximumFiles))
        {
            size -= file.Length;
            count--;
            file.Delete();
        }
    }

    private FileStream CreateFile()
    {
        var options = new FileStreamOptions
        {
            // Never an existing file, nor the target of a symbolic link.
            Mode = System.IO.FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = FileMode,

            // Logged lines survive a killed daemon.
            BufferSize = 0,
        };
        var time = _timeProvider.GetUtcNow().ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
        for (var attempt = 0; ; attempt++)
        {
            // An underscore sorts after the dot, as the later file after the earlier.
            var suffix = attempt == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"_{attempt:000}");
            try
            {
                return new FileStream(Path.Combine(_directory, $"imaginator.{time}{suffix}.log"), options);
            }
            catch (IOException e) when (attempt < 999 && e.HResult == (int)Errno.EEXIST)
            {
                // Another file began in the same millisecond.
            }
        }
    }

    private void PointLatestTo(string name)
    {
        // Replaced atomically: the link always has a target.
        var link = Path.Combine(_directory, Latest);
        var next = link + ".next";
        File.Delete(next);
        File.CreateSymbolicLink(next, name);
        File.Move(next, link, overwrite: true);
    }

    private void Close()
    {
        var file = _file;
        _file = null;
        file?.Dispose();
    }

    private long After(TimeSpan delay) =>
        _timeProvider.GetTimestamp() + (long)(delay.TotalSeconds * _timeProvider.TimestampFrequency);
}
