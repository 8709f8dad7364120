using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>Has certificates loaded again when their files change, and says in time when they are about to expire.</summary>
internal sealed class CertificateWatch(CertificateStore store, TimeProvider time, ILogger<CertificateWatch> logger)
    : BackgroundService
{
    /// <summary>How often the files are looked at: a look costs four calls of stat.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>How long before a certificate expires somebody is told, once a day.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14);

    private static readonly TimeSpan Repetition = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var warnedAt = DateTimeOffset.MinValue;
        do
        {
            if (store.TryReload())
            {
                warnedAt = DateTimeOffset.MinValue;
            }

            var now = time.GetUtcNow();
            if (now - warnedAt >= Repetition && store.Current.ExpiresAt - now < Notice)
            {
                warnedAt = now;
                CertificateLog.Expires(logger, store.Current.ExpiresFirst, store.Current.ExpiresAt);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
