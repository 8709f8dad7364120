using Imaginator.ImageStores;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3.Leases;

/// <summary>
/// The pinned images of this program: an object with their names, which is written again before its lease ends. If the program ends, so does
/// the lease.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PinLease : IAsyncDisposable
{
    // The lease outlives three failed renewals.
    private const int RenewalsPerLease = 4;

    private readonly IBucket _bucket;
    private readonly ILogger _logger;
    private readonly TimeSpan _lease;
    private readonly string _key = StoreKeys.OfLease(StoreKeys.NewId());
    private readonly Dictionary<string, int> _pins = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ITimer _timer;
    private bool _isWritten;

    public PinLease(IBucket bucket, TimeSpan lease, TimeProvider timeProvider, ILogger logger)
    {
        (_bucket, _lease, _logger) = (bucket, lease, logger);
        _timer = timeProvider.CreateTimer(_ => Renew(), null, lease / RenewalsPerLease, lease / RenewalsPerLease);
    }

    /// <summary>True if this program has pinned an image.</summary>
    public bool IsPinned(string name)
    {
        lock (_pins)
        {
            return _pins.ContainsKey(name);
        }
    }

    /// <summary>Pins an image. The caller checks afterwards that the image exists, and otherwise releases the pin.</summary>
    public async Task AddAsync(string name, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Change(name, 1) == 1)
            {
                try
                {
                    await WriteAsync(cancellationToken);
                }
                catch
                {
                    Change(name, -1);
                    throw;
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Releases a pin.</summary>
    public async Task RemoveAsync(string name)
    {
        await _gate.WaitAsync();
        try
        {
            if (Change(name, -1) == 0)
            {
                await WriteAsync(CancellationToken.None);
            }
        }
        catch (ImageStoreException e)
        {
            // The next renewal writes the names, or the lease ends.
            S3StoreLog.LeaseFailed(_logger, _bucket.DisplayName, e);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Reads the names of the images that all programs have pinned.</summary>
    public async Task<IReadOnlySet<string>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in await ListAsync(isLive: true, cancellationToken))
        {
            if (await _bucket.TryGetAsync(entry.Key, StoreLimits.RecordBytes, cancellationToken) is { } present)
            {
                names.UnionWith(Read(entry.Key, present.Contents));
            }
        }

        return names;
    }

    /// <summary>Removes leases that have ended.</summary>
    public async Task RemoveEndedAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in await ListAsync(isLive: false, cancellationToken))
        {
            await _bucket.DeleteAsync(entry.Key, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _gate.WaitAsync();
        try
        {
            lock (_pins)
            {
                _pins.Clear();
            }

            await WriteAsync(CancellationToken.None);
        }
        catch (ImageStoreException e)
        {
            S3StoreLog.LeaseFailed(_logger, _bucket.DisplayName, e);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<IReadOnlyList<BucketEntry>> ListAsync(bool isLive, CancellationToken cancellationToken)
    {
        var now = _bucket.Clock.GetUtcNow();
        var entries = new List<BucketEntry>();
        await foreach (var entry in _bucket.ListAsync(StoreKeys.Leases, "", cancellationToken))
        {
            if (StoreKeys.IsLease(entry.Key) && now - entry.ModifiedAt < _lease == isLive)
            {
                entries.Add(entry);
            }

            if (entries.Count > StoreLimits.Leases)
            {
                throw StoreErrors.LimitExceeded(_bucket.DisplayName, "leases", StoreLimits.Leases);
            }
        }

        return entries;
    }

    // A lease that cannot be read could name any image: nothing can be removed until it ends.
    private IReadOnlyList<string> Read(string key, byte[] contents)
    {
        try
        {
            return PinFormat.Read(contents);
        }
        catch (ImageFormatException e)
        {
            throw StoreErrors.CorruptRecord(_bucket.DisplayName, key, e.Message, e);
        }
    }

    private void Renew() => _ = RenewAsync();

    private async Task RenewAsync()
    {
        try
        {
            await _gate.WaitAsync();
            try
            {
                await WriteAsync(CancellationToken.None);
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (ImageStoreException e)
        {
            S3StoreLog.LeaseFailed(_logger, _bucket.DisplayName, e);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        string[] names;
        lock (_pins)
        {
            names = [.. _pins.Keys];
        }

        if (names.Length > 0)
        {
            _isWritten = true;
            await _bucket.PutAsync(_key, PinFormat.Write(names), WriteCondition.None, cancellationToken);
        }
        else if (_isWritten)
        {
            await _bucket.DeleteAsync(_key, cancellationToken);
            _isWritten = false;
        }
    }

    private int Change(string name, int difference)
    {
        lock (_pins)
        {
            var count = _pins.GetValueOrDefault(name) + difference;
            if (count > 0)
            {
                _pins[name] = count;
            }
            else
            {
                _pins.Remove(name);
            }

            return count;
        }
    }
}
