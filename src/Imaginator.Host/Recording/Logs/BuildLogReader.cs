using System.IO.Compression;
using System.IO.Pipelines;
using Imaginator.Host.Queue;

namespace Imaginator.Host.Recording.Logs;

/// <summary>Reads the log of a build from its start: one that grows, or one of the archive. Not thread-safe.</summary>
internal sealed class BuildLogReader : IDisposable
{
    /// <summary>How much is read at once, in bytes.</summary>
    private const int ChunkLength = 64 * 1024;

    private readonly IBuildOutputReader? _live;
    private readonly FileStream? _compressed;

    public BuildLogReader(IBuildOutputReader live) => _live = live;

    public BuildLogReader(FileStream compressed) => _compressed = compressed;

    /// <summary>Whether the build goes on, so that reading waits for it.</summary>
    public bool IsLive => _live is not null;

    /// <summary>The gzip file of an archived log, for whoever can take it as it is; null for one that grows.</summary>
    public Stream? Compressed => _compressed;

    /// <summary>Copies the log to its end; of a running build each piece as soon as it is there.</summary>
    /// <param name="destination">Gets the log; it is flushed after each piece, and slows down nobody but this reader.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The log cannot be read.</exception>
    /// <exception cref="InvalidDataException">The archived file is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
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
