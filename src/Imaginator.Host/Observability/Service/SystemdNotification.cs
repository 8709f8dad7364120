using Imaginator.Host.Observability.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Service;

/// <summary>
/// Tells systemd that the daemon is ready, that it stops, and, for its watchdog, that it is alive: only if the health checks of
/// <c>/healthz</c> find no error. Does nothing without systemd.
/// </summary>
internal sealed class SystemdNotification(
    ISystemdNotifier notifier,
    HealthCheckService health,
    IHostApplicationLifetime lifetime,
    WatchdogInterval watchdog,
    TimeProvider timeProvider,
    ILogger<SystemdNotification> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!notifier.IsEnabled)
        {
            return;
        }

        using var ready = lifetime.ApplicationStarted.Register(() => notifier.Notify(ServiceState.Ready));
        using var stopping = lifetime.ApplicationStopping.Register(() => notifier.Notify(ServiceState.Stopping));
        if (watchdog.Value is not { } interval)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        using var timer = new PeriodicTimer(interval, timeProvider);
        do
        {
            await NotifyWatchdogAsync(stoppingToken);
        }
        while (await NextAsync(timer, stoppingToken));
    }

    private async Task NotifyWatchdogAsync(CancellationToken cancellationToken)
    {
        try
        {
            var report = await health.CheckHealthAsync(HealthTags.IsLiveness, cancellationToken);
            if (report.Status == HealthStatus.Unhealthy)
            {
                var reasons = report.Entries
                    .Where(entry => entry.Value.Status == HealthStatus.Unhealthy)
                    .Select(entry => $"{entry.Key}: {entry.Value.Description}");
                ServiceLog.WatchdogNotNotified(logger, string.Join("; ", reasons));
                return;
            }

            notifier.Notify(new ServiceState("WATCHDOG=1"));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // While the daemon stops, another timeout of systemd applies.
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
