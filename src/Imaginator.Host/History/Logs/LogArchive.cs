using System.Collections.Immutable;
using Imaginator.Host.Queue.Requests;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History.Logs;

/// <summary>
/// The logs of finished builds: one gzip file each in one directory, together no larger than the quota. Thread-safe.
/// </summary>
/// <remarks>
/// A log gets its name in the archive when it is completely on disk: a file with such a name is complete, or its last line
/// says that the build was interrupted.
/// </remarks>
internal sealed class LogArchive
{
    private const string CompressedSuffix = ".gz";
    private const string NewSuffix = ".gz.new";
    private const int DiskBlock = 4096;

    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly long _quota;
    private readonly ILogger _logger;
    private ImmutableSortedDictionary<BuildId, ArchivedLog> _logs;
    private long _diskLength;

    /// <summary>Opens the archive, and creates its directory if it is missing; <paramref name="quota"/> is in bytes.</summary>
    /// <exception cref="ImaginatorException">The directory cannot be used.</exception>
    public LogArchive(string directory, long quota, ILogger logger)
    {
        _directory = directory;
        _quota = quota;
        _logger = logger;
        try
        {
            LogFiles.CreateDirectory(directory);
            foreach (var leftover in Directory.EnumerateFiles(directory, "*" + NewSuffix))
            {
                File.Delete(leftover);
            }

            _logs = new DirectoryInfo(directory).EnumerateFiles("*" + CompressedSuffix)
                .Select(file => (Id: LogFileName.BuildOf(file.Name, CompressedSuffix), file))
                .Where(log => log.Id is not null)
                .DistinctBy(log => log.Id)
                .ToImmutableSortedDictionary(
                    log => log.Id!.Value, log => new ArchivedLog(log.Id!.Value, log.file.Name, ToDisk(log.file.Length)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot use the build log archive \"{directory}\": {e.Clause()}; choose another with -buildLogDir", e);
        }

        _diskLength = _logs.Values.Sum(log => log.DiskUsage);
        Trim();
    }

    /// <summary>The logs, by build.</summary>
    public ImmutableSortedDictionary<BuildId, ArchivedLog> Logs => Volatile.Read(ref _logs);

    /// <summary>The maximum disk usage of all logs, in bytes.</summary>
    public long Quota => _quota;

    /// <summary>The disk usage of all logs, in bytes.</summary>
    public long DiskUsage => Volatile.Read(ref _diskLength);

    /// <summary>
    /// Adds a complete log with its marks and deletes its uncompressed file. The oldest logs are deleted until the quota holds.
    /// </summary>
    /// <exception cref="IOException">The log could not be stored; its uncompressed file still exists.</exception>
    public void Add(BuildId buildId, string path, LogMarks marks)
    {
        var name = Path.GetFileName(path) + CompressedSuffix;
        var target = Path.Combine(_directory, name);
        var incoming = Path.Combine(_directory, Path.GetFileName(path) + NewSuffix);
        long length;
        try
        {
            using var source = LogFiles.Open(path);
            using var file = LogFiles.Create(incoming);
            var complete = marks.WithFirstError(ErrorLines.Find(source, LastStageOf(marks)));
            source.Position = 0;
            using (var compressed = MarkedGzip.Create(file, complete))
            {
                source.CopyTo(compressed);
            }

            file.Flush(flushToDisk: true);
            length = file.Length;
        }
        catch
        {
            // An incomplete file only uses space, and space may be the problem.
            File.Delete(incoming);
            throw;
        }

        File.Move(incoming, target, overwrite: true);
        using (var directory = DirectoryHandle.OpenHost(_directory))
        using (var handle = directory.OpenAsFile())
        {
            Flushing.SyncFile(handle);
        }

        lock (_lock)
        {
            Remove(buildId);
            var log = new ArchivedLog(buildId, name, ToDisk(length));
            Volatile.Write(ref _logs, _logs.SetItem(buildId, log));
            _diskLength += log.DiskUsage;
        }

        File.Delete(path);
        Trim();
    }

    /// <summary>Opens the gzip file of a log; null if the archive does not have it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public FileStream? TryOpen(BuildId buildId)
    {
        if (!Logs.TryGetValue(buildId, out var log))
        {
            return null;
        }

        try
        {
            return LogFiles.Open(Path.Combine(_directory, log.FileName));
        }
        catch (FileNotFoundException)
        {
            // It was just deleted, by the archive or by an administrator.
            lock (_lock)
            {
                Remove(buildId);
            }

            return null;
        }
    }

    /// <summary>Reads the times and stages of a log; null if the archive does not have the log.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public LogMarks? TryReadMarks(BuildId buildId)
    {
        using var file = TryOpen(buildId);
        return file is null ? null : MarkedGzip.ReadMarks(file);
    }

    // A build fails in its last stage.
    private static long LastStageOf(LogMarks marks) => marks.Stages.Select(mark => mark.Offset).LastOrDefault();

    private static long ToDisk(long length) => (length + DiskBlock - 1) / DiskBlock * DiskBlock;

    /// <summary>Deletes the oldest logs until the quota holds.</summary>
    private void Trim()
    {
        lock (_lock)
        {
            while (_diskLength > _quota && !_logs.IsEmpty)
            {
                var oldest = _logs.First().Value;
                try
                {
                    File.Delete(Path.Combine(_directory, oldest.FileName));
                    LogArchiveLog.LogExpired(_logger, oldest.FileName, oldest.DiskUsage);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // The next start retries it.
                    LogArchiveLog.LogNotDeleted(_logger, oldest.FileName, e);
                }

                Remove(oldest.BuildId);
            }
        }
    }

    private void Remove(BuildId buildId)
    {
        if (_logs.TryGetValue(buildId, out var log))
        {
            Volatile.Write(ref _logs, _logs.Remove(buildId));
            _diskLength -= log.DiskUsage;
        }
    }
}
