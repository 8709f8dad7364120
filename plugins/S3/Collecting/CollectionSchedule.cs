using Imaginator.ImageStores;
using Imaginator.Plugins.S3.Reporting;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.S3.Collecting;

/// <summary>Runs collections in the background after images were added, if the last one of any program was long enough ago.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CollectionSchedule(GarbageCollector collector, CollectionContext context) : IAsyncDisposable
{
    // The state of the store is not read after each image.
    private static readonly TimeSpan MinimumPause = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private DateTimeOffset _consideredAt = DateTimeOffset.MinValue;
    private Task _running = Task.CompletedTask;

    /// <summary>Begins a collection if it is time to.</summary>
    public void Consider()
    {
        var now = context.Bucket.Clock.GetUtcNow();
        lock (_lock)
        {
            if (context.Options.CollectionInterval > TimeSpan.Zero && _running.IsCompleted && !_stop.IsCancellationRequested
                && now - _consideredAt > MinimumPause)
            {
                _consideredAt = now;
                _running = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (state, tag) = await context.States.ReadAsync(cancellationToken);
            if (tag is null || context.Bucket.Clock.GetUtcNow() - state.CollectedAt > context.Options.CollectionInterval)
            {
                await collector.RunAsync(cancellationToken);
            }
        }
        catch (ImageStoreException e) when (e.Reason == ImageStoreError.Busy)
        {
            // Another program collects.
        }
        catch (Exception e) when (e is ImageStoreException or SqliteException)
        {
            S3StoreLog.CollectionFailed(context.Logger, context.Bucket.DisplayName, e);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The store is closed. The next collection continues.
        }
    }
}
