using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore.Leases;

/// <summary>
/// Keeps objects that a caller has added or found for a limited time, until an image refers to them. Leases share the time, so
/// that there are only a few of them regardless of the number of calls.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ObjectProtection : IDisposable
{
    /// <summary>The number of leases that share the time of protection.</summary>
    private const int LeaseCount = 4;

    private readonly LeaseDirectory _leases;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Queue<ProtectionLease> _running = [];
    private readonly ITimer _timer;
    private ProtectionLease? _last;
    private bool _isDisposed;

    /// <summary>Creates the protection. Objects stay for at least the duration, and at most a quarter longer.</summary>
    public ObjectProtection(LeaseDirectory leases, TimeSpan duration, TimeProvider timeProvider, ILogger logger)
    {
        _leases = leases;
        _interval = duration / LeaseCount;
        _timeProvider = timeProvider;
        _logger = logger;
        _timer = timeProvider.CreateTimer(_ => EndOld(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Claims objects. The caller must hold the store lock shared.</summary>
    public void Claim(IEnumerable<ObjectHash> hashes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var now = _timeProvider.GetTimestamp();
            if (_last is null || _timeProvider.GetElapsedTime(_last.CreatedAt, now) >= _interval)
            {
                _last = new ProtectionLease(_leases.CreateUpload(), now);
                _running.Enqueue(_last);
                if (_running.Count == 1)
                {
                    _timer.Change(_interval, _interval);
                }
            }

            // Each lease contains an object only once, even if callers claim it repeatedly.
            _last.Lease.Claim([.. hashes.Where(hash => _last.Claimed.Add(HashKey.Of(hash)))]);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer.Dispose();
            while (_running.TryDequeue(out var oldest))
            {
                End(oldest);
            }
        }
    }

    private void EndOld()
    {
        lock (_gate)
        {
            while (_running.TryPeek(out var oldest) && _timeProvider.GetElapsedTime(oldest.CreatedAt) >= _interval * (LeaseCount + 1))
            {
                _running.Dequeue();
                End(oldest);
            }

            if (_running.Count == 0 && !_isDisposed)
            {
                _last = null;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void End(ProtectionLease ending)
    {
        try
        {
            ending.Lease.Dispose();
        }
        catch (IOException e)
        {
            // The timer has no caller.
            LocalStoreLog.CleanupFailed(_logger, e);
        }
    }

    /// <summary>A lease, the timestamp of its creation, and the objects that it claims.</summary>
    private sealed record ProtectionLease(Lease Lease, long CreatedAt)
    {
        public HashSet<UInt128> Claimed { get; } = [];
    }
}
