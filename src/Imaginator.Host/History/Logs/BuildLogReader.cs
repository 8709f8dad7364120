using System.IO.Compression;
using System.IO.Pipelines;
using Imaginator.Host.Queue.Output;

namespace Imaginator.Host.History.Logs;

/// <summary>Reads the log of a build from its start, while it grows or from the archive. Not thread-safe.</summary>
internal sealed class BuildLogReader : IDisposable
{
    /// <summary>The maximum number of bytes of one read.</summary>
    private const int ChunkLength = 64 * 1024;

    private readonly IBuildOutputReader? _live;
    private readonly FileStream? _compressed;

    public BuildLogReader(IBuildOutputReader live) => _live = live;

    public BuildLogReader(FileStream compressed) => _compressed = compressed;

    /// <summary>Whether the build runs: reading then waits for its output.</summary>
    public bool IsLive => _live is not null;

    /// <summary>The gzip file of an archived log, for clients that accept gzip; null for a log that grows.</summary>
    public Stream? Compressed => _compressed;

    /// <summary>Copies the log to its end, and flushes each piece of a log that grows at once.</summary>
    public async Task CopyToAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        if (_live is not null)
        {
            await FollowAsync(_live, destination, cancellationToken);
            return;
        }

        await using var log = new GZipStream(_compressed!, CompressionMode.Decompress, leaveOpen: true);
        await log.CopyToAsync(destination, cancellationToken);
    }

    public void Dispose()
    {
        _live?.Dispose();
        _compressed?.Dispose();
    }

    private static async Task FollowAsync(IBuildOutputReader log, PipeWriter destination, CancellationToken cancellationToken)
    {
        while (await log.ReadAsync(destination.GetMemory(ChunkLength), cancellationToken) is > 0 and var count)
        {
            destination.Advance(count);
            if ((await destination.FlushAsync(cancellationToken)).IsCompleted)
            {
                return;
            }
        }
    }
}
