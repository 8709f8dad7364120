using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Logging;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Fetching;

/// <summary>
/// The fetchers of a program. A fetch has a fetcher for itself, so that its end concerns no other. Afterwards, the fetcher waits
/// for the next fetch for a while. Thread-safe.
/// </summary>
internal sealed class FetcherPool : IAsyncDisposable
{
    // Starting a process takes more time than most fetches: instead of another start, a fetch waits for one of these or for a
    // fetcher that becomes idle.
    private const int MaximumStarting = 2;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(15);

    private readonly FetcherOptions _options;
    private readonly ILoggerFactory _loggerFactory;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _lock = new();
    private readonly List<IdleFetcher> _idle = [];
    private readonly SemaphoreSlim _starting = new(MaximumStarting);
    private readonly ITimer _sweep;
    private bool _isDisposed;

    public FetcherPool(FetcherOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider)
    {
        _options = options;
        _loggerFactory = loggerFactory;
        _timeProvider = timeProvider;
        _sweep = timeProvider.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The processes that wait for a fetch.</summary>
    public IReadOnlyList<int> IdleProcesses
    {
        get
        {
            lock (_lock)
            {
                return [.. _idle.Select(idle => idle.Fetcher.ProcessId)];
            }
        }
    }

    /// <summary>Fetches a manifest in a fetcher.</summary>
    public async Task<ManifestRevision> FetchAsync(
        FetcherKey key, FetcherRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        for (var attempts = 1; ; attempts++)
        {
            var fetcher = TakeIdle(key) ?? await StartAsync(key, cancellationToken);
            try
            {
                return await fetcher.FetchAsync(request, log, cancellationToken);
            }
            catch (OperationCanceledException) when (fetcher.WasGivenUp)
            {
                key.Watch?.GiveUp($"{nameof(IManifestSource)}.{nameof(IManifestSource.FetchAsync)}");
                throw;
            }
            catch (FetcherGoneException) when (attempts <= _options.MaximumIdle)
            {
                // It ended while it waited: the next attempt has another one.
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (FetcherGoneException e)
            {
                throw new ManifestFetchException(
                    ManifestFetchError.Interrupted,
                    $"cannot fetch {request.DisplayUrl}: the processes that fetch manifests end immediately; the log of the machine can "
                    + "contain the cause",
                    e);
            }
            finally
            {
                await ReturnAsync(key, fetcher);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        IdleFetcher[] idle;
        lock (_lock)
        {
            _isDisposed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        await _sweep.DisposeAsync();
        foreach (var each in idle)
        {
            await each.Fetcher.DisposeAsync();
        }

        _starting.Dispose();
    }

    private async Task<Fetcher> StartAsync(FetcherKey key, CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            return TakeIdle(key)
                ?? await Fetcher.StartAsync(_options, key, key.Watch?.Log ?? _loggerFactory, _timeProvider, cancellationToken);
        }
        finally
        {
            _starting.Release();
        }
    }

    private Fetcher? TakeIdle(FetcherKey key)
    {
        lock (_lock)
        {
            // The last one: the others can reach their idle time.
            var index = _idle.FindLastIndex(idle => idle.Key == key && !idle.Fetcher.HasEnded);
            if (index < 0)
            {
                return null;
            }

            var fetcher = _idle[index].Fetcher;
            _idle.RemoveAt(index);
            return fetcher;
        }
    }

    private async Task ReturnAsync(FetcherKey key, Fetcher fetcher)
    {
        if (fetcher.IsUsable && !FetcherMemory.IsLarge(fetcher.ProcessId))
        {
            lock (_lock)
            {
                if (!_isDisposed && _idle.Count < _options.MaximumIdle)
                {
                    _idle.Add(new IdleFetcher(key, fetcher, _timeProvider.GetTimestamp()));
                    if (_idle.Count == 1)
                    {
                        _sweep.Change(SweepInterval, SweepInterval);
                    }

                    return;
                }
            }
        }

        await fetcher.DisposeAsync();
    }

    private void Sweep()
    {
        List<IdleFetcher> ended;
        lock (_lock)
        {
            ended = _idle.FindAll(idle => idle.Fetcher.HasEnded
                || _timeProvider.GetElapsedTime(idle.Since) >= _options.IdleTime);
            _idle.RemoveAll(ended.Contains);
            if (_idle.Count == 0)
            {
                // A program without fetchers does not wake up for them.
                _sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var each in ended)
        {
            _ = each.Fetcher.DisposeAsync().AsTask();
        }
    }

    private sealed record IdleFetcher(FetcherKey Key, Fetcher Fetcher, long Since);
}
