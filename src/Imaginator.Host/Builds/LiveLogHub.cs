using System.IO.Compression;
using System.Runtime.CompilerServices;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Builds;

/// <summary>
/// Gives the logs of builds to any number of followers. Each growing log has one reader; a slow follower holds up no other and
/// uses no memory: it reads the missing bytes from the file. Thread-safe.
/// </summary>
/// <param name="logs">The logs.</param>
/// <param name="queue">Tells when a queued build starts.</param>
/// <param name="timeProvider">Measures the time in which output is collected.</param>
/// <param name="stopping">Cancelled when the daemon stops, which ends all followers.</param>
internal sealed class LiveLogHub(BuildLogs logs, IBuildQueue queue, TimeProvider timeProvider, CancellationToken stopping)
{
    private const int PieceLength = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<BuildId, LogBroadcast> _broadcasts = [];

    /// <summary>
    /// Follows the log of a build from an offset in bytes to its end: waits while the build is queued, returns the present contents of
    /// the log, and then further output as it arrives. A finished log is read from the archive. Ends without pieces if there is no log,
    /// and early if the daemon stops.
    /// </summary>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public async IAsyncEnumerable<LogChunk> FollowAsync(
        BuildId build, long offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        await WaitForStartAsync(build, cancellationToken);
        if (TryJoin(build) is { } broadcast)
        {
            try
            {
                if (logs.FindLive(build)?.TryOpenReader() is { } own)
                {
                    using (own)
                    {
                        await foreach (var piece in broadcast.FollowAsync(offset, own, cancellationToken))
                        {
                            yield return piece;
                        }
                    }

                    yield break;
                }
            }
            finally
            {
                Leave(build, broadcast);
            }
        }

        if (logs.Archive.TryOpen(build) is { } archived)
        {
            await foreach (var piece in ReadArchivedAsync(archived, offset, cancellationToken))
            {
                yield return piece;
            }
        }
    }

    private async Task WaitForStartAsync(BuildId build, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        await queue.WaitWhileQueuedAsync(build, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private LogBroadcast? TryJoin(BuildId build)
    {
        lock (_lock)
        {
            if (!_broadcasts.TryGetValue(build, out var broadcast))
            {
                if (logs.FindLive(build) is not { } log || log.TryOpenReader() is not { } reader)
                {
                    return null;
                }

                broadcast = new LogBroadcast(log, log.Length, reader, timeProvider, stopping);
                _broadcasts.Add(build, broadcast);
                _ = Task.Run(broadcast.RunAsync, CancellationToken.None);
            }

            broadcast.Join();
            return broadcast;
        }
    }

    private void Leave(BuildId build, LogBroadcast broadcast)
    {
        lock (_lock)
        {
            if (broadcast.Leave())
            {
                _broadcasts.Remove(build);
            }
        }
    }

    private async IAsyncEnumerable<LogChunk> ReadArchivedAsync(
        FileStream file, long offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var owned = file;
        var marks = MarkedGzip.ReadMarks(file);
        file.Position = 0;
        await using var log = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[PieceLength];
        var position = 0L;
        while (!stopping.IsCancellationRequested
            && await log.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var count)
        {
            var skipped = (int)Math.Clamp(offset - position, 0, count);
            if (skipped < count)
            {
                var (start, end) = (position + skipped, position + count);
                yield return new LogChunk(start, buffer.AsSpan(skipped, count - skipped).ToArray(), marks.Between(start, end));
            }

            position += count;
        }
    }
}
