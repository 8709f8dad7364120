using System.Collections.Immutable;
using System.IO.Compression;
using Imaginator.Building;
using Imaginator.Host.Queue;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Recording.Logs;

/// <summary>
/// The logs of builds that are over: a gzip file each in one directory, together no larger than the quota. Thread-safe.
/// </summary>
/// <remarks>
/// A log gets its name in the archive when all of it is on the disk: what has that name is whole, or was interrupted and
/// says so in its last line.
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

    /// <summary>Opens the archive, making its directory where it is missing.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="quota">What all logs together may take of the disk, in bytes.</param>
    /// <param name="logger">Is told what goes and what fails.</param>
    /// <exception cref="ImaginatorException">The directory cannot be used.</exception>
    public LogArchive(string directory, long quota, ILogger logger)
    {
        _directory = directory;
        _quota = quota;
        _logger = logger;
        try
        {
            LogFiles.MakeDirectory(directory);
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
                $"cannot use the build log archive {directory}: {e.Clause()}. Choose another with -buildLogDir.", e);
        }

        _diskLength = _logs.Values.Sum(log => log.DiskLength);
        Trim();
    }

    /// <summary>The logs, by build.</summary>
    public ImmutableSortedDictionary<BuildId, ArchivedLog> Logs => Volatile.Read(ref _logs);

    /// <summary>What they may take of the disk, in bytes.</summary>
    public long Quota => _quota;

    /// <summary>What they take of the disk, in bytes.</summary>
    public long DiskLength => Volatile.Read(ref _diskLength);

    /// <summary>Takes a log that is complete; the oldest logs make room for it.</summary>
    /// <param name="buildId">The build.</param>
    /// <param name="path">The log, not compressed. It is deleted when the archive has it.</param>
    /// <exception cref="IOException">The log could not be stored; the file is still there.</exception>
    public void Add(BuildId buildId, string path)
    {
        var name = Path.GetFileName(path) + CompressedSuffix;
        var target = Path.Combine(_directory, name);
        var incoming = Path.Combine(_directory, Path.GetFileName(path) + NewSuffix);
        long length;
        try
        {
            using var source = LogFiles.Open(path);
            using var file = LogFiles.Create(incoming);
            using (var compressed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
            {
                source.CopyTo(compressed);
            }

            file.Flush(flushToDisk: true);
            length = file.Length;
        }
        catch
        {
            // What is half there only takes room, which may be what is missing.
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
            Forget(buildId);
            var log = new ArchivedLog(buildId, name, ToDisk(length));
            Volatile.Write(ref _logs, _logs.SetItem(buildId, log));
            _diskLength += log.DiskLength;
        }

        File.Delete(path);
        Trim();
    }

    /// <summary>Opens a log.</summary>
    /// <param name="buildId">The build.</param>
    /// <returns>The gzip file, or null if the archive does not have it, or not any more.</returns>
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
            // It has just made room, or somebody tidied up.
            lock (_lock)
            {
                Forget(buildId);
            }

            return null;
        }
    }

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
                    RecordingLog.LogExpired(_logger, oldest.FileName, oldest.DiskLength);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It is tried again at the next start.
                    RecordingLog.LogNotDeleted(_logger, oldest.FileName, e.Message);
                }

                Forget(oldest.BuildId);
            }
        }
    }

    private void Forget(BuildId buildId)
    {
        if (_logs.TryGetValue(buildId, out var log))
        {
            Volatile.Write(ref _logs, _logs.Remove(buildId));
            _diskLength -= log.DiskLength;
        }
    }
}
