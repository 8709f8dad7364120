using System.Diagnostics.Metrics;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>
/// Shows the size of an image store on this machine. A measurement reads the metadata of each object, so measurements use at
/// most 1 % of the time and are at least 5 min apart.
/// </summary>
internal sealed class StoreMetrics : BackgroundService, IMetricSource
{
    private const int PauseFactor = 100;
    private static readonly TimeSpan MinimumPause = TimeSpan.FromMinutes(5);

    private readonly IStoreStatistics? _store;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<StoreMetrics> _logger;
    private volatile StoreSize? _size;

    public StoreMetrics(IImageStore store, TimeProvider timeProvider, ILogger<StoreMetrics> logger)
    {
        _store = store as IStoreStatistics;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>The last measurement of the total size of all objects, in bytes; null before the first one.</summary>
    public long? Bytes => _size?.Bytes;

    public void AddTo(Meter meter)
    {
        if (_store is null)
        {
            return;
        }

        meter.CreateObservableGauge("imaginator.store.images", () => Show(size => size.Images), "{image}", "Images in the store.");
        meter.CreateObservableGauge("imaginator.store.objects", () => Show(size => size.Objects), "{object}", "Objects in the store.");
        meter.CreateObservableGauge("imaginator.store.size", () => Show(size => size.Bytes), "By", "Total size of all objects.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_store is not null && !stoppingToken.IsCancellationRequested)
        {
            var started = _timeProvider.GetTimestamp();
            try
            {
                _size = await _store.MeasureAsync(stoppingToken);
            }
            catch (ImaginatorException e)
            {
                MetricsLog.StoreNotMeasured(_logger, e.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            var pause = _timeProvider.GetElapsedTime(started) * PauseFactor;
            await Task.Delay(pause > MinimumPause ? pause : MinimumPause, _timeProvider, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // No value before the first measurement.
    private IEnumerable<Measurement<long>> Show(Func<StoreSize, long> value) =>
        _size is { } size ? [new Measurement<long>(value(size))] : [];
}
