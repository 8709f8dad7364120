using Imaginator.Host.Builds;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Reads the lines of build logs for pages. Thread-safe.</summary>
internal sealed class LogReading(
    LiveLogHub hub, BuildLogs logs, LogIndexCache cache, LogWindowCache windows, TimeProvider timeProvider) : IDisposable
{
    // A large log of the archive costs tenths of a second of a processor. Readers must not keep builds from the processors.
    private const int MaximumScans = 4;

    // The windows that one scan reads for the followers of a log of the archive, whose decompression begins at its start each time.
    private const int LinesOfWindow = 500;
    private const int WindowsOfScan = 16;

    private readonly SemaphoreSlim _scans = new(MaximumScans);
    private readonly SemaphoreSlim _scansAhead = new(1);

    /// <summary>Whether a build has a log that does not grow any more.</summary>
    public bool IsComplete(BuildId build) => logs.FindLive(build) is null && logs.Has(build);

    /// <summary>Reads the index of a log, up to its present end; an empty one if there is no log.</summary>
    public async Task<LogIndex> ReadIndexAsync(BuildId build, CancellationToken cancellationToken)
    {
        if (cache.Find(build) is { } known)
        {
            return known;
        }

        var isComplete = IsComplete(build);
        var marks = logs.ReadMarks(build);
        var indexer = new LogIndexer(marks.FirstError);
        var scanner = await ScanAsync(build, LogPosition.Start, indexer, cancellationToken);

        // Stages at the end of a growing log come with their first line.
        var index = indexer.ToIndex(
            scanner.EndOfLines,
            isComplete ? marks.Stages.Where(mark => mark.Offset >= scanner.Offset).Select(mark => mark.Stage!) : []);
        if (isComplete)
        {
            cache.Keep(build, index);
        }

        return index;
    }

    /// <summary>Reads lines as markup, fewer than <paramref name="count"/> if they are long or the log ends.</summary>
    public async Task<LogWindow> ReadLinesAsync(
        BuildId build, LogIndex index, int firstLine, int count, CancellationToken cancellationToken)
    {
        var start = index.Before(firstLine);
        var window = new LogWindowWriter(start, firstLine, Math.Min(count, index.Lines + 1 - firstLine), timeProvider.LocalTimeZone);
        if (firstLine <= index.Lines)
        {
            await ScanAsync(build, start, window, cancellationToken);
        }

        return window.Window;
    }

    /// <summary>
    /// As <see cref="ReadLinesAsync"/>, for readers of the whole log: of a complete one, the next lines are read in the same scan, and kept for
    /// all readers.
    /// </summary>
    public async Task<LogWindow> ReadLinesAheadAsync(
        BuildId build, LogIndex index, int firstLine, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (firstLine > index.Lines || !IsComplete(build))
        {
            return await ReadLinesAsync(build, index, firstLine, count, cancellationToken);
        }

        if (windows.Find(build, firstLine, count) is { } known)
        {
            return known;
        }

        await _scansAhead.WaitAsync(cancellationToken);
        try
        {
            // Another reader can have read it in the meantime.
            if (windows.Find(build, firstLine, count) is { } read)
            {
                return read;
            }

            var start = index.Before(firstLine);
            var writer = new LogWindowsWriter(start, firstLine, LinesOfWindow, WindowsOfScan, timeProvider.LocalTimeZone);
            await ScanAsync(build, start, writer, cancellationToken);
            windows.Keep(build, writer.Windows);
            return writer.Windows[0].Part(firstLine, count);
        }
        finally
        {
            _scansAhead.Release();
        }
    }

    /// <summary>Finds lines that contain a text, at most <paramref name="maximum"/> and one more.</summary>
    public async Task<List<LogMatch>> FindAsync(BuildId build, string text, int maximum, CancellationToken cancellationToken)
    {
        var finder = new LogFinder(text, maximum);
        await ScanAsync(build, LogPosition.Start, finder, cancellationToken);
        return finder.Matches;
    }

    public void Dispose()
    {
        _scans.Dispose();
        _scansAhead.Dispose();
    }

    private async Task<LogScanner> ScanAsync(BuildId build, LogPosition start, ILogLines lines, CancellationToken cancellationToken)
    {
        // Growing logs need less time, and have many readers, who wait for output.
        if (logs.FindLive(build) is not null)
        {
            return await ScanNowAsync(build, start, lines, cancellationToken);
        }

        await _scans.WaitAsync(cancellationToken);
        try
        {
            return await ScanNowAsync(build, start, lines, cancellationToken);
        }
        finally
        {
            _scans.Release();
        }
    }

    private async Task<LogScanner> ScanNowAsync(BuildId build, LogPosition start, ILogLines lines, CancellationToken cancellationToken)
    {
        // A growing log is read to its present end: its last line can be incomplete.
        var end = logs.FindLive(build) is { IsComplete: false } growing ? growing.Length : (long?)null;
        var scanner = new LogScanner(lines, start);
        if (start.Offset >= end || !logs.Has(build))
        {
            return scanner;
        }

        await foreach (var chunk in hub.FollowAsync(build, start.Offset, cancellationToken))
        {
            if (!scanner.Add(chunk) || scanner.Offset >= end)
            {
                return scanner;
            }
        }

        scanner.Complete();
        return scanner;
    }
}
