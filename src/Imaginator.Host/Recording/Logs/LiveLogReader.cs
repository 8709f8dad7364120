using System.IO.Pipelines;

namespace Imaginator.Host.Recording.Logs;

/// <summary>Reads a log from its start while it grows. Goes on when the file has gone to the archive. Not thread-safe.</summary>
/// <param name="log">The log.</param>
/// <param name="file">Its file; the reader's own.</param>
internal sealed class LiveLogReader(LiveLog log, FileStream file) : IDisposable
{
    /// <summary>How much is read at once, in bytes.</summary>
    private const int ChunkLength = 64 * 1024;

    /// <summary>How much has been read, in bytes.</summary>
    public long Position { get; private set; }

    /// <summary>Reads what there is, waiting for at least a byte.</summary>
    /// <param name="buffer">Gets the bytes; not empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many bytes; 0 at the end of a log that is complete.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            // In this order: what is complete does not grow.
            var isComplete = log.IsComplete;
            var ready = (int)Math.Min(buffer.Length, log.Length - Position);
            if (ready > 0)
            {
                var count = RandomAccess.Read(file.SafeFileHandle, buffer.Span[..ready], Position);
                Position += count;
                return count;
            }

            if (isComplete)
            {
                return 0;
            }

            await log.WaitForMoreAsync(Position, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Copies the log to its end, each piece as soon as it is there.</summary>
    /// <param name="destination">Gets the log; it is flushed after each piece, and slows down nobody but this reader.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task CopyToAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = await ReadAsync(destination.GetMemory(ChunkLength), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return;
            }

            destination.Advance(count);
            var flushed = await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                return;
            }
        }
    }

    public void Dispose() => file.Dispose();
}
