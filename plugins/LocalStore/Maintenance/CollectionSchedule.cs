using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Collects garbage in the background. Disposal waits for the end of a collection.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CollectionSchedule(
    GarbageCollector collector,
    ImageCatalogue catalogue,
    ClockGuard clock,
    TimeSpan interval,
    TimeProvider timeProvider,
    ILogger logger) : IAsyncDisposable
{
    private readonly Lock _starting = new();
    private Task _running = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>
    /// Starts a collection unless one is running in this process or, with <paramref name="onlyIfDue"/>, the last one of any
    /// process began less than an interval ago.
    /// </summary>
    public void Start(bool onlyIfDue)
    {
        lock (_starting)
        {
            if (_running.IsCompleted && !_isDisposed)
            {
                _running = Task.Run(() => CollectAsync(onlyIfDue));
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_starting)
        {
            _isDisposed = true;
        }

        return new ValueTask(_running);
    }

    private async Task CollectAsync(bool onlyIfDue)
    {
        try
        {
            clock.Observe();
            if (catalogue.TryBeginCollection(onlyIfDue ? interval : TimeSpan.Zero, timeProvider.GetUtcNow()))
            {
                var report = await collector.CollectAsync(CancellationToken.None);
                LocalStoreLog.Collected(logger, report.Images, report.Objects, report.Bytes);
            }
        }
        catch (Exception e) when (e is ImaginatorException || StoreErrors.IsEnvironmental(e))
        {
            // The collection has no caller, and the next one can succeed.
            LocalStoreLog.CollectionFailed(logger, e);
        }
    }
}
