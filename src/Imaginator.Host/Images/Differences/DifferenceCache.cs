using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Images.Differences;

/// <summary>
/// Compares images one pair at a time, and keeps the last differences: a reader goes from page to page. The differences of images never
/// change. Thread-safe.
/// </summary>
internal sealed class DifferenceCache : IDisposable
{
    private readonly SemaphoreSlim _comparisons = new(1);
    private readonly ImageBrowserOptions _options;
    private readonly Action _onLargeUse;
    private readonly ITimer _timer;
    private KeptDifference? _kept;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="onLargeUse">Called after differences were dropped.</param>
    public DifferenceCache(ImageBrowserOptions options, TimeProvider timeProvider, Action onLargeUse)
    {
        _options = options;
        _onLargeUse = onLargeUse;
        _timer = timeProvider.CreateTimer(_ => Drop(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Compares two images, unless their differences are kept; null if the trees cannot be read.</summary>
    /// <param name="before">The first image.</param>
    /// <param name="after">The second image.</param>
    /// <param name="readAsync">Reads the trees of both; null if one of them does not exist.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ImaginatorException">The trees are too large to compare.</exception>
    public async Task<StoredDifference?> GetAsync(
        string before,
        string after,
        Func<CancellationToken, Task<(ImageTree Before, ImageTree After)?>> readAsync,
        CancellationToken cancellationToken)
    {
        await _comparisons.WaitAsync(cancellationToken);
        try
        {
            // Not before: the trees of all callers that wait would need much memory.
            if (await readAsync(cancellationToken) is not { } trees)
            {
                return null;
            }

            var kept = Volatile.Read(ref _kept);
            if (kept is null || kept.Before != before || kept.After != after)
            {
                // On another thread: large trees need seconds, and the caller's deadline does not end that.
                var difference = await Task.Run(() => StoredDifference.Of(trees.Before, trees.After), cancellationToken);
                kept = new KeptDifference(before, after, difference);
                Volatile.Write(ref _kept, difference.MemoryUse <= _options.MaximumBytes ? kept : null);
            }

            _timer.Change(_options.KeepFor, Timeout.InfiniteTimeSpan);
            return kept.Difference;
        }
        finally
        {
            _comparisons.Release();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _comparisons.Dispose();
    }

    private void Drop()
    {
        Volatile.Write(ref _kept, null);
        _onLargeUse();
    }

    private sealed record KeptDifference(string Before, string After, StoredDifference Difference);
}
