using System.Collections.Concurrent;
using System.Text;
using Imaginator.Host.Queue.Requests;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Host.History.Logs;

/// <summary>
/// The logs of all builds: those of running builds, each a file that grows in <c>running/</c> below the archive's
/// directory, and those in the archive. Thread-safe.
/// </summary>
internal sealed class BuildLogs : IDisposable
{
    private const string RunningDirectory = "running";

    private readonly ConcurrentDictionary<BuildId, LiveLog> _live = new();
    private readonly LogArchive _archive;
    private readonly string _runningDirectory;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly SafeFileHandle _lock;

    /// <summary>
    /// Opens the logs; <paramref name="quota"/> is in bytes. Unfinished logs of an earlier process go to the archive, with a
    /// last line that says so.
    /// </summary>
    /// <exception cref="ImaginatorException">The directory cannot be used, or another daemon uses it.</exception>
    public BuildLogs(string directory, long quota, ILogger logger, TimeProvider? timeProvider = null)
    {
        _logger = logger;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _archive = new LogArchive(directory, quota, logger);
        _runningDirectory = Path.Combine(directory, RunningDirectory);
        try
        {
            LogFiles.CreateDirectory(_runningDirectory);
            _lock = Lock();
            foreach (var path in Directory.GetFiles(_runningDirectory))
            {
                TryRecover(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot use the directory of running builds' logs \"{_runningDirectory}\": {e.Clause()}; "
                + "choose another with -buildLogDir",
                e);
        }
    }

    public LogArchive Archive => _archive;

    /// <summary>Creates the log of a build; null if that fails, which does not stop the build.</summary>
    public LiveLog? TryBegin(BuildId buildId, string streamName)
    {
        var path = Path.Combine(_runningDirectory, LogFileName.Of(buildId, streamName));
        try
        {
            // The directory can have been moved or removed since the start.
            LogFiles.CreateDirectory(_runningDirectory);
            var log = new LiveLog(
                path, e => LogArchiveLog.LogNotWritten(_logger, buildId, streamName, e), timeProvider: _timeProvider);
            _live[buildId] = log;
            return log;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogArchiveLog.LogNotWritten(_logger, buildId, streamName, e);
            return null;
        }
    }

    /// <summary>Finds the log of a running build; null if there is none.</summary>
    public LiveLog? FindLive(BuildId buildId) => _live.GetValueOrDefault(buildId);

    public bool Has(BuildId buildId) => _live.ContainsKey(buildId) || _archive.Logs.ContainsKey(buildId);

    /// <summary>Compresses the log of a finished build into the archive. Returns false if that fails.</summary>
    public bool TryArchive(BuildId buildId)
    {
        if (!_live.TryGetValue(buildId, out var log))
        {
            return false;
        }

        log.Complete();
        try
        {
            _archive.Add(buildId, log.Path, log.Marks);
            log.DeleteMarkFile();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            LogArchiveLog.LogNotArchived(_logger, buildId, e);
            return false;
        }
        finally
        {
            _live.TryRemove(buildId, out _);
            log.Dispose();
        }
    }

    /// <summary>Opens the log of a build, running or finished; null if there is none. The caller must dispose of it.</summary>
    public BuildLogReader? TryOpen(BuildId buildId)
    {
        // A log without reader has just gone to the archive.
        if (FindLive(buildId)?.TryOpenReader() is { } live)
        {
            return new BuildLogReader(live);
        }

        return _archive.TryOpen(buildId) is { } archived ? new BuildLogReader(archived) : null;
    }

    /// <summary>Reads the times and stages of a build's log; none if there is no log, or its times are not known.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public LogMarks ReadMarks(BuildId buildId) =>
        FindLive(buildId)?.Marks ?? _archive.TryReadMarks(buildId) ?? LogMarks.None;

    public void Dispose()
    {
        foreach (var log in _live.Values)
        {
            log.Dispose();
        }

        if (!_lock.IsClosed)
        {
            // A program that another thread starts has the handle, too, until it runs.
            FileLocks.Unlock(_lock);
            _lock.Dispose();
        }
    }

    /// <summary>Locks the directory: another daemon would archive the growing logs as if their daemon were dead.</summary>
    private SafeFileHandle Lock()
    {
        using var directory = DirectoryHandle.OpenHost(_runningDirectory);
        var handle = directory.OpenAsFile();
        if (FileLocks.TryLock(handle, exclusive: true))
        {
            return handle;
        }

        handle.Dispose();
        throw new ImaginatorException(
            $"another daemon uses \"{_runningDirectory}\" for its build logs; stop it, or choose another -buildLogDir");
    }

    /// <summary>Recovers a log unless the disk is full, for example; the next start tries it again.</summary>
    private void TryRecover(string path)
    {
        try
        {
            Recover(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogArchiveLog.LogNotRecovered(_logger, path, e.Message);
        }
    }

    private void Recover(string path)
    {
        if (path.EndsWith(LogMarkFile.Suffix, StringComparison.Ordinal))
        {
            DeleteWithoutLog(path);
            return;
        }

        var complete = path;
        if (path.EndsWith(LiveLog.PartSuffix, StringComparison.Ordinal))
        {
            File.AppendAllText(
                path, "\n[interrupted: the daemon ended before the build did]\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            complete = path[..^LiveLog.PartSuffix.Length];
            File.Move(path, complete, overwrite: true);
        }

        if (LogFileName.BuildOf(Path.GetFileName(complete), "") is { } buildId)
        {
            _archive.Add(buildId, complete, LogMarkFile.Read(complete));
            LogMarkFile.Delete(complete);
        }
    }

    /// <summary>Deletes a file of marks whose log is in the archive.</summary>
    private static void DeleteWithoutLog(string path)
    {
        var log = path[..^LogMarkFile.Suffix.Length];
        if (!File.Exists(log) && !File.Exists(log + LiveLog.PartSuffix))
        {
            LogMarkFile.Delete(log);
        }
    }
}
