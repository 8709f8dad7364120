using Imaginator.Host.Builds;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Reads the lines of build logs for pages. Thread-safe.</summary>
internal sealed class LogReading(LiveLogHub hub, BuildLogs logs, LogIndexCache cache, TimeProvider timeProvider) : IDisposable
{
    // A large log of the archive costs tenths of a second of a processor. Readers must not keep builds from the processors.
    private const int MaximumScans = 4;

    private readonly SemaphoreSlim _scans = new(MaximumScans);

    /// <summary>Reads the index of a log, up to its present end; an empty one if there is no log.</summary>
    public async Task<LogIndex> ReadIndexAsync(BuildId build, CancellationToken cancellationToken)
    {
        if (cache.Find(build) is { } known)
        {
            return known;
        }

        var isComplete = logs.FindLive(build) is null && logs.Has(build);
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

    /// <summary>Finds lines that contain a text, at most <paramref name="maximum"/> and one more.</summary>
    public async Task<List<LogMatch>> FindAsync(BuildId build, string text, int maximum, CancellationToken cancellationToken)
    {
        var finder = new LogFinder(text, maximum);
        await ScanAsync(build, LogPosition.Start, finder, cancellationToken);
        return finder.Matches;
    }

    public void Dispose() => _scans.Dispose();

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
