using Imaginator.ImageStores.Changes;
using Imaginator.Plugins.LocalStore.Catalogue;

namespace Imaginator.Plugins.LocalStore.Changes;

/// <summary>
/// What is shown now, for all who watch: it is read once after a change, and in memory once, however many they are; and not at
/// all while nobody watches. Thread-safe.
/// </summary>
internal sealed class StoreStates(ImageCatalogue catalogue, TimeProvider timeProvider) : IDisposable
{
    private readonly SemaphoreSlim _looking = new(1);
    private readonly Lock _comparing = new();
    private CatalogueWatch? _watch;
    private CatalogueState? _state;
    private DateTimeOffset? _nextExpiration;
    private Difference? _last;
    private int _watchers;

    /// <summary>Somebody watches from now on, until he disposes of what he gets.</summary>
    public IDisposable Enter()
    {
        Interlocked.Increment(ref _watchers);
        return new Watcher(this);
    }

    /// <summary>Looks whether anybody has changed something. Costs next to nothing where nobody has.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is shown; the same object as last time if it is what it was.</returns>
    public async Task<CatalogueState> LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            // The clock is asked before the state is read: what is committed in between is noticed in the next round.
            var now = timeProvider.GetUtcNow();
            _watch ??= catalogue.Watch();
            if (_watch.HasChanged() || _state is null || _nextExpiration <= now)
            {
                // To its end, whoever gives up: others rely on it, and the change is not reported again.
                _state = await Task.Run(() => _watch.Read(now), CancellationToken.None);
                _nextExpiration = _state.Images.Min(image => image.ExpiresAt);
            }

            return _state;
        }
        catch
        {
            Forget();
            throw;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>What has changed between two states; found out once for all who were told the first.</summary>
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

    /// <summary>Lets go of the catalogue; by then nobody watches any more.</summary>
    public void Dispose() => Forget();

    private void Leave()
    {
        if (Interlocked.Decrement(ref _watchers) > 0 || !_looking.Wait(0, CancellationToken.None))
        {
            // Somebody looks: so there is somebody, who leaves later.
            return;
        }

        try
        {
            if (Volatile.Read(ref _watchers) == 0)
            {
                Forget();
            }
        }
        finally
        {
            _looking.Release();
        }
    }

    // Whatever comes next reads everything anew.
    private void Forget()
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
                states.Leave();
            }
        }
    }
}
