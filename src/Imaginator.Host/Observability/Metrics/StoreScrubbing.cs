using System.Diagnostics.Metrics;
using Imaginator.Hosting.Flags;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>
/// Compares the objects of an image store on this machine with their hashes, in the background and at a limited rate: at most one pass
/// in a week, and the first one after the daemon has run for an hour.
/// </summary>
internal sealed class StoreScrubbing : BackgroundService, IMetricSource
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromDays(7);

    private readonly IStoreScrubbing? _store;
    private readonly long _bytesPerSecond;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<StoreScrubbing> _logger;
    private volatile LastScrub? _last;

    public StoreScrubbing(IImageStore store, FlagValues flags, TimeProvider timeProvider, ILogger<StoreScrubbing> logger)
    {
        _bytesPerSecond = flags.Get(StoreFlags.ScrubRate);
        _store = _bytesPerSecond > 0 ? store as IStoreScrubbing : null;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>The last complete scrub; null before the first one, and if the store is not on this machine.</summary>
    public LastScrub? Last => _last;

    public void AddTo(Meter meter)
    {
        if (_store is null)
        {
            return;
        }

        meter.CreateObservableGauge(
            "imaginator.store.damaged", () => Show(report => report.Damaged), "{object}",
            "Objects that did not match their hashes in the last complete scrub of the store.");
        meter.CreateObservableGauge(
            "imaginator.store.scrubbed", () => Show(report => report.Bytes), "By", "Bytes that the last complete scrub of the store read.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (_store is not null && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, _timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            var started = _timeProvider.GetTimestamp();
            try
            {
                _last = new LastScrub(await _store.ScrubAsync(_bytesPerSecond, stoppingToken), _timeProvider.GetUtcNow());
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The store can be that of a plugin. Whatever it does, the daemon goes on.
                MetricsLog.StoreNotScrubbed(_logger, e.Message);
            }

            var left = Interval - _timeProvider.GetElapsedTime(started);
            pause = left > FirstPause ? left : FirstPause;
        }
    }

    // No value before the first scrub.
    private IEnumerable<Measurement<long>> Show(Func<StoreScrubReport, long> value) =>
        _last is { } last ? [new Measurement<long>(value(last.Report))] : [];
}
