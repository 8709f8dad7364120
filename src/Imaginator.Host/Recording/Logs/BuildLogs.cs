using System.Collections.Concurrent;
using System.Text;
using Imaginator.Building;
using Imaginator.Host.Queue;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Host.Recording.Logs;

/// <summary>
/// The logs of all builds: those that are running, each a file that grows below <c>running/</c> of the archive's
/// directory, and those in the archive. Thread-safe.
/// </summary>
internal sealed class BuildLogs : IDisposable
{
    private const string RunningDirectory = "running";

    private readonly ConcurrentDictionary<BuildId, LiveLog> _live = new();
    private readonly LogArchive _archive;
    private readonly string _runningDirectory;
    private readonly ILogger _logger;
    private readonly SafeFileHandle _lock;

    /// <summary>Opens the logs. What an earlier process left unfinished goes to the archive and says so.</summary>
    /// <param name="directory">The archive's directory; made where it is missing.</param>
    /// <param name="quota">What the archive may take of the disk, in bytes.</param>
    /// <param name="logger">Is told what goes and what fails.</param>
    /// <exception cref="ImaginatorException">The directory cannot be used, or another daemon uses it.</exception>
    public BuildLogs(string directory, long quota, ILogger logger)
    {
        _logger = logger;
        _archive = new LogArchive(directory, quota, logger);
        _runningDirectory = Path.Combine(directory, RunningDirectory);
        try
        {
            LogFiles.MakeDirectory(_runningDirectory);
            _lock = Lock();
            foreach (var path in Directory.GetFiles(_runningDirectory))
            {
                Recover(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot use the directory of running builds' logs {_runningDirectory}: {e.Clause()}. "
                + "Choose another with -buildLogDir.",
                e);
        }
    }

    /// <summary>The archive.</summary>
    public LogArchive Archive => _archive;

    /// <summary>Begins the log of a build.</summary>
    /// <param name="buildId">The build.</param>
    /// <param name="streamName">The stream.</param>
    /// <returns>The log; null if the disk refuses, which has been logged.</returns>
    public LiveLog? TryBegin(BuildId buildId, string streamName)
    {
        var path = Path.Combine(_runningDirectory, LogFileName.Of(buildId, streamName));
        try
        {
            var log = new LiveLog(path, e => RecordingLog.LogNotWritten(_logger, buildId, streamName, e.Message));
            _live[buildId] = log;
            return log;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RecordingLog.LogNotWritten(_logger, buildId, streamName, e.Message);
            return null;
        }
    }

    /// <summary>The log of a running build, or null.</summary>
    public LiveLog? FindLive(BuildId buildId) => _live.GetValueOrDefault(buildId);

    /// <summary>Whether there is a log of a build, running or not.</summary>
    public bool Has(BuildId buildId) => _live.ContainsKey(buildId) || _archive.Logs.ContainsKey(buildId);

    /// <summary>Moves the log of a build that is over to the archive. Takes as long as compressing it.</summary>
    /// <param name="buildId">The build.</param>
    /// <returns>Whether the archive has it; if not, that has been logged, and the next start tries again.</returns>
    public bool TryArchive(BuildId buildId)
    {
        if (!_live.TryGetValue(buildId, out var log))
        {
            return false;
        }

        log.Complete();
        try
        {
            _archive.Add(buildId, log.Path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            RecordingLog.LogNotArchived(_logger, buildId, e.Message);
            return false;
        }
        finally
        {
            _live.TryRemove(buildId, out _);
            log.Dispose();
        }
    }

    /// <summary>Opens the log of a build, whether it is running or not.</summary>
    /// <param name="buildId">The build.</param>
    /// <returns>The log, which the caller disposes of; null if there is none, or none any more.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public BuildLogReader? TryOpen(BuildId buildId)
    {
        // None: it has just gone to the archive.
        if (FindLive(buildId)?.TryOpenReader() is { } live)
        {
            return new BuildLogReader(live);
        }

        return _archive.TryOpen(buildId) is { } archived ? new BuildLogReader(archived) : null;
    }

    public void Dispose()
    {
        foreach (var log in _live.Values)
        {
            log.Dispose();
        }

        _lock.Dispose();
    }

    /// <summary>What grows here belongs to one daemon: another would take it for what a dead one has left behind.</summary>
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
            $"another daemon keeps its build logs in {_runningDirectory}. Stop it, or choose another -buildLogDir.");
    }

    private void Recover(string path)
    {
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
            _archive.Add(buildId, complete);
        }
    }
}
