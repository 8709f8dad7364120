using System.Diagnostics.Metrics;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>
/// Shows the size of the image store, where it is on this machine. Measuring means looking at each object, so it is done
/// now and then: as often as takes a hundredth of the time, and at most every five minutes.
/// </summary>
internal sealed class StoreMetrics : BackgroundService, IMetricSource
{
    private const int Rest = 100;
    private static readonly TimeSpan LeastRest = TimeSpan.FromMinutes(5);

    private readonly IStoreStatistics? _store;
    private readonly TimeProvider _time;
    private readonly ILogger<StoreMetrics> _logger;
    private volatile StoreSize? _size;

    /// <summary>Creates the source.</summary>
    /// <param name="server">The image server.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets failures.</param>
    public StoreMetrics(IImageStore server, TimeProvider time, ILogger<StoreMetrics> logger)
    {
        _store = server as IStoreStatistics;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public void AddTo(Meter meter)
    {
        if (_store is null)
        {
            return;
        }

        meter.CreateObservableGauge("imaginator.store.images", () => Show(size => size.Images), "{image}", "Images in the store.");
        meter.CreateObservableGauge("imaginator.store.objects", () => Show(size => size.Objects), "{object}", "Objects in the store.");
        meter.CreateObservableGauge("imaginator.store.size", () => Show(size => size.Bytes), "By", "The size of all objects together.");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_store is not null && !stoppingToken.IsCancellationRequested)
        {
            var started = _time.GetTimestamp();
            try
            {
                _size = await _store.MeasureAsync(stoppingToken);
            }
            catch (ImaginatorException e)
            {
                ObservabilityLog.StoreNotMeasured(_logger, e.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            var rest = _time.GetElapsedTime(started) * Rest;
            await Task.Delay(rest > LeastRest ? rest : LeastRest, _time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Nothing is shown before it is known.
    private IEnumerable<Measurement<long>> Show(Func<StoreSize, long> value) =>
        _size is { } size ? [new Measurement<long>(value(size))] : [];
}
