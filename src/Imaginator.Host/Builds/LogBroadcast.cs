using System.Runtime.CompilerServices;
using Imaginator.Building.Threading;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Output;

namespace Imaginator.Host.Builds;

/// <summary>
/// One growing log for any number of followers. A single reader reads new output and keeps the newest pieces; a follower that is
/// further behind reads from the file until it has caught up. Thread-safe.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="start">The length of the log: followers read the output before it from the file.</param>
/// <param name="reader">Reads the log; <see cref="RunAsync"/> disposes of it.</param>
/// <param name="timeProvider">Measures the time in which output is collected.</param>
/// <param name="stopping">Cancelled when the daemon stops.</param>
internal sealed class LogBroadcast(
    LiveLog log, long start, IBuildOutputReader reader, TimeProvider timeProvider, CancellationToken stopping)
{
    private const int PieceLength = 64 * 1024;
    private const int CatchUpLength = 16 * 1024;
    private const int MaximumPieces = 64;
    private const int MaximumBytes = 256 * 1024;

    // Each piece wakes all followers: with many followers, a piece collects more output. 150 ms leave 50 ms for the network.
    private static readonly TimeSpan MinimumDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan DelayOfFollower = TimeSpan.FromMicroseconds(150);
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromMilliseconds(150);

    private readonly Lock _lock = new();
    private readonly ChangeSignal _changed = new();
    private readonly List<LogChunk> _pieces = [];
    private long _first = start;
    private long _end = start;
    private int _bytes;
    private int _followers;
    private bool _isComplete;
    private Exception? _fault;

    private CancellationTokenSource Abandoned { get; } = new();

    private TimeSpan Delay => TimeSpan.FromTicks(Math.Clamp(
        Volatile.Read(ref _followers) * DelayOfFollower.Ticks, MinimumDelay.Ticks, MaximumDelay.Ticks));

    /// <summary>Adds a follower.</summary>
    public void Join() => Interlocked.Increment(ref _followers);

    /// <summary>Removes a follower; true if it was the last one. Nothing is read then until the caller makes another broadcast.</summary>
    public bool Leave()
    {
        if (Interlocked.Decrement(ref _followers) > 0)
        {
            return false;
        }

        // On another thread: continuations must not run under a lock of the caller.
        _ = Abandoned.CancelAsync();
        return true;
    }

    /// <summary>Reads the log until it is complete, or all followers have left.</summary>
    public async Task RunAsync()
    {
        Exception? fault = null;
        try
        {
            await ReadAsync(Abandoned.Token);
        }
        catch (OperationCanceledException) when (Abandoned.IsCancellationRequested)
        {
            // No follower is left.
            return;
        }
        catch (Exception e)
        {
            // Any exception: a follower must not wait for a reader that has ended.
            fault = e;
        }
        finally
        {
            reader.Dispose();
        }

        lock (_lock)
        {
            _isComplete = true;
            _fault = fault;
            _changed.Raise();
        }
    }

    /// <summary>Follows the log from an offset on; ends when the log is complete or the daemon stops.</summary>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public async IAsyncEnumerable<LogChunk> FollowAsync(
        long offset, IBuildOutputReader own, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        while (!stopping.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (piece, missing, change) = Next(offset);
            if (missing > 0)
            {
                piece = await ReadMissingAsync(own, offset, missing, cancellationToken);
            }

            if (piece is not null)
            {
                offset += piece.Bytes.Length;
                yield return piece;
            }
            else if (change is not null)
            {
                await change.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                yield break;
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceLength];
        reader.Position = _end;
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var length)
        {
            if (length < PieceLength && !log.IsComplete)
            {
                await Task.Delay(Delay, timeProvider, cancellationToken);
                if (log.Length > reader.Position)
                {
                    length += await reader.ReadAsync(buffer.AsMemory(length), cancellationToken);
                }
            }

            Publish(buffer.AsSpan(0, length));
        }
    }

    private void Publish(ReadOnlySpan<byte> bytes)
    {
        var piece = new LogChunk(_end, bytes.ToArray(), log.MarksBetween(_end, _end + bytes.Length));
        lock (_lock)
        {
            _pieces.Add(piece);
            _bytes += bytes.Length;
            _end += bytes.Length;
            while (_pieces.Count > MaximumPieces || (_bytes > MaximumBytes && _pieces.Count > 1))
            {
                _bytes -= _pieces[0].Bytes.Length;
                _first += _pieces[0].Bytes.Length;
                _pieces.RemoveAt(0);
            }

            _changed.Raise();
        }
    }

    /// <summary>The piece at an offset; or the number of bytes to read from the file; or the next change; or nothing at the end.</summary>
    private (LogChunk? Piece, long Missing, Task? Change) Next(long offset)
    {
        lock (_lock)
        {
            if (offset < _first)
            {
                return (null, _first - offset, null);
            }

            // Most followers want the newest piece.
            for (var index = _pieces.Count - 1; index >= 0 && offset < _end; index--)
            {
                if (_pieces[index].Offset <= offset)
                {
                    return (From(_pieces[index], offset), 0, null);
                }
            }

            if (_fault is not null)
            {
                throw new IOException($"the log cannot be read: {_fault.Message}", _fault);
            }

            return (null, 0, _isComplete ? null : _changed.Next);
        }
    }

    private static LogChunk From(LogChunk piece, long offset) => piece.Offset == offset ? piece : new LogChunk(
        offset,
        piece.Bytes[(int)(offset - piece.Offset)..],
        LogMarkSearch.Between(piece.Marks, offset, piece.Offset + piece.Bytes.Length));

    private async ValueTask<LogChunk?> ReadMissingAsync(
        IBuildOutputReader own, long offset, long missing, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(missing, CatchUpLength)];
        own.Position = offset;
        var length = await own.ReadAsync(buffer, cancellationToken);
        return length == 0 ? null : new LogChunk(offset, buffer.AsMemory(0, length), log.MarksBetween(offset, offset + length));
    }
}
