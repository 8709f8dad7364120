using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>Loads certificates again when their files change, and warns before they expire.</summary>
internal sealed class CertificateWatch(CertificateStore store, TimeProvider timeProvider, ILogger<CertificateWatch> logger)
    : BackgroundService
{
    /// <summary>The time between two checks of the files, each of which costs four calls of stat.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>The time before the expiration of a certificate from which on a warning is logged once a day.</summary>
    private static readonly TimeSpan WarningPeriod = TimeSpan.FromDays(14);

    private static readonly TimeSpan WarningInterval = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        var warnedAt = DateTimeOffset.MinValue;
        do
        {
            if (store.TryReload())
            {
                warnedAt = DateTimeOffset.MinValue;
            }

            var now = timeProvider.GetUtcNow();
            if (now - warnedAt >= WarningInterval && store.Current.ExpiresAt - now < WarningPeriod)
            {
                warnedAt = now;
                CertificateLog.Expires(logger, store.Current.ExpiresFirst, store.Current.ExpiresAt);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
