using Imaginator.ImageStores.Changes;
using Imaginator.Plugins.LocalStore.Catalogue;

namespace Imaginator.Plugins.LocalStore.Changes;

/// <summary>
/// The present state for all watchers. It is read once after each change, is in memory once for all watchers, and is not read
/// without watchers. Thread-safe.
/// </summary>
internal sealed class StoreStates(ImageCatalogue catalogue, TimeProvider timeProvider) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private readonly Lock _comparing = new();
    private CatalogueWatch? _watch;
    private CatalogueState? _state;
    private DateTimeOffset? _nextExpiration;
    private Difference? _last;
    private int _watchers;

    /// <summary>Adds a watcher, which disposal of the result removes.</summary>
    public IDisposable AddWatcher()
    {
        Interlocked.Increment(ref _watchers);
        return new Watcher(this);
    }

    /// <summary>Returns the present state: the same object if it has not changed, which is cheap.</summary>
    public async Task<CatalogueState> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            // The time comes before the state: the next round detects commits in between.
            var now = timeProvider.GetUtcNow();
            _watch ??= catalogue.Watch();
            if (_watch.HasChanged() || _state is null || _nextExpiration <= now)
            {
                // Not cancellable: other watchers need the state, and SQLite does not report the change again.
                _state = await Task.Run(() => _watch.Read(now), CancellationToken.None);
                _nextExpiration = _state.Images.Min(image => image.ExpiresAt);
            }

            return _state;
        }
        catch
        {
            Reset();
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The changes between two states, computed once for all watchers of the first state.</summary>
    public IReadOnlyList<StoreChange> Compare(CatalogueState before, CatalogueState after)
    {
        lock (_comparing)
        {
            if (_last is not { } last || !ReferenceEquals(last.Before, before) || !ReferenceEquals(last.After, after))
            {
                _last = last = new Difference(before, after, [.. StateDifference.Compare(before, after)]);
            }

            return last.Changes;
        }
    }

    /// <summary>Releases the catalogue. No watcher must exist.</summary>
    public void Dispose() => Reset();

    private void RemoveWatcher()
    {
        if (Interlocked.Decrement(ref _watchers) > 0 || !_reading.Wait(0, CancellationToken.None))
        {
            // Another watcher exists and is removed later.
            return;
        }

        try
        {
            if (Volatile.Read(ref _watchers) == 0)
            {
                Reset();
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    // The next call reads the whole state again.
    private void Reset()
    {
        _watch?.Dispose();
        (_watch, _state, _nextExpiration) = (null, null, null);
        lock (_comparing)
        {
            _last = null;
        }
    }

    private sealed record Difference(CatalogueState Before, CatalogueState After, IReadOnlyList<StoreChange> Changes);

    private sealed class Watcher(StoreStates states) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                states.RemoveWatcher();
            }
        }
    }
}
