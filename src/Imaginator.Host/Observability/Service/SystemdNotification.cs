using System.Globalization;
using Imaginator.Host.Observability.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Service;

/// <summary>
/// Tells systemd that the daemon is ready, that it stops, and, for its watchdog, that it is alive: not because a timer still
/// runs, but because the health checks that <c>/healthz</c> answers by find nothing. Does nothing without systemd.
/// </summary>
internal sealed class SystemdNotification : BackgroundService
{
    private readonly ISystemdNotifier _notifier;
    private readonly HealthCheckService _health;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<SystemdNotification> _logger;
    private readonly TimeSpan? _interval;

    /// <summary>Creates the service.</summary>
    /// <param name="notifier">Speaks to systemd.</param>
    /// <param name="health">Says whether the daemon is alive.</param>
    /// <param name="lifetime">Says when it is ready and when it stops.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets why the watchdog is not fed.</param>
    /// <param name="interval">How often the watchdog wants to be fed; null for none.</param>
    public SystemdNotification(
        ISystemdNotifier notifier,
        HealthCheckService health,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<SystemdNotification> logger,
        TimeSpan? interval)
    {
        _notifier = notifier;
        _health = health;
        _lifetime = lifetime;
        _time = time;
        _logger = logger;
        _interval = interval;
    }

    /// <summary>How often the watchdog wants to hear of this process: twice as often as it gets impatient.</summary>
    /// <param name="microseconds">The variable <c>WATCHDOG_USEC</c>.</param>
    /// <param name="processId">The variable <c>WATCHDOG_PID</c>.</param>
    /// <param name="own">The id of this process.</param>
    /// <returns>The interval; null if there is no watchdog, or it watches another process.</returns>
    public static TimeSpan? WatchdogInterval(string? microseconds, string? processId, int own)
    {
        var isOurs = string.IsNullOrEmpty(processId) || processId == own.ToString(CultureInfo.InvariantCulture);
        return isOurs
            && long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is > 0 and < long.MaxValue / 10
                ? TimeSpan.FromMicroseconds(limit) / 2
                : null;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_notifier.IsEnabled)
        {
            return;
        }

        using var ready = _lifetime.ApplicationStarted.Register(() => _notifier.Notify(ServiceState.Ready));
        using var stopping = _lifetime.ApplicationStopping.Register(() => _notifier.Notify(ServiceState.Stopping));
        if (_interval is not { } interval)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        using var timer = new PeriodicTimer(interval, _time);
        do
        {
            await FeedWatchdogAsync(stoppingToken);
        }
        while (await NextAsync(timer, stoppingToken));
    }

    private async Task FeedWatchdogAsync(CancellationToken cancellationToken)
    {
        try
        {
            var report = await _health.CheckHealthAsync(HealthTags.IsOfLife, cancellationToken);
            if (report.Status == HealthStatus.Unhealthy)
            {
                var reasons = report.Entries
                    .Where(entry => entry.Value.Status == HealthStatus.Unhealthy)
                    .Select(entry => $"{entry.Key}: {entry.Value.Description}");
                ObservabilityLog.WatchdogNotFed(_logger, string.Join("; ", reasons));
                return;
            }

            _notifier.Notify(new ServiceState("WATCHDOG=1"));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops; for that systemd has another timeout.
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
