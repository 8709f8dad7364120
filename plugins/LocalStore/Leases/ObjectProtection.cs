using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore.Leases;

/// <summary>
/// Keeps objects for a while that somebody has added or found, until an image refers to them. Claims go into leases that
/// take turns, so that there are a handful of them however many calls there are.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ObjectProtection : IDisposable
{
    /// <summary>How many leases share the time of protection.</summary>
    private const int Turns = 4;

    private readonly LeaseDirectory _leases;
    private readonly TimeSpan _turn;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Queue<Turn> _running = [];
    private readonly ITimer _timer;
    private Turn? _last;
    private bool _isDisposed;

    /// <summary>Creates it.</summary>
    public ObjectProtection(LeaseDirectory leases, TimeSpan duration, TimeProvider timeProvider, ILogger logger)
    {
        _leases = leases;
        _turn = duration / Turns;
        _timeProvider = timeProvider;
        _logger = logger;
        _timer = timeProvider.CreateTimer(_ => EndOld(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Says that objects are needed. The store lock must be held shared.</summary>
    public void Claim(IEnumerable<ObjectHash> hashes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var now = _timeProvider.GetTimestamp();
            if (_last is null || _timeProvider.GetElapsedTime(_last.Begun, now) >= _turn)
            {
                _last = new Turn(_leases.CreateUpload(), now);
                _running.Enqueue(_last);
                if (_running.Count == 1)
                {
                    _timer.Change(_turn, _turn);
                }
            }

            // Whoever asks again and again claims each object once.
            _last.Lease.Claim([.. hashes.Where(hash => _last.Claimed.Add(HashKey.Of(hash)))]);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer.Dispose();
            while (_running.TryDequeue(out var turn))
            {
                End(turn);
            }
        }
    }

    private void EndOld()
    {
        lock (_gate)
        {
            while (_running.TryPeek(out var turn) && _timeProvider.GetElapsedTime(turn.Begun) >= _turn * (Turns + 1))
            {
                _running.Dequeue();
                End(turn);
            }

            if (_running.Count == 0 && !_isDisposed)
            {
                _last = null;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void End(Turn turn)
    {
        try
        {
            turn.Lease.Dispose();
        }
        catch (IOException e)
        {
            // On a timer there is nobody to tell.
            LocalStoreLog.CleanupFailed(_logger, e.Message);
        }
    }

    /// <summary>A lease, when it was begun, and what has been claimed in it.</summary>
    private sealed record Turn(Lease Lease, long Begun)
    {
        public HashSet<UInt128> Claimed { get; } = [];
    }
}
