using Imaginator.Host.Queue;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Observability.Health;

/// <summary>Whether builds start: not while the daemon starts or stops, and not without free disk space.</summary>
internal sealed class BuildsHealth(IBuildQueue queue, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(this switch
        {
            _ when lifetime.ApplicationStopping.IsCancellationRequested => HealthCheckResult.Unhealthy("the daemon is stopping"),
            _ when !lifetime.ApplicationStarted.IsCancellationRequested => HealthCheckResult.Unhealthy("the daemon is starting"),
            _ when queue.Current.BlockedReason is { } reason => HealthCheckResult.Unhealthy(reason),
            _ => HealthCheckResult.Healthy("builds can start"),
        });
}
