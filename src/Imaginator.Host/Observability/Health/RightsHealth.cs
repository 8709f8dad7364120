using Imaginator.Building.Composition;
using Imaginator.Host.Workers;
using Imaginator.Hosting.Flags;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Health;

/// <summary>
/// Whether this process had the rights of builds at the start. With workers, a missing right is a warning: they can build.
/// </summary>
internal sealed class RightsHealth(FlagValues flags, ILogger<RightsHealth> logger, WorkerOptions? workers = null)
    : IHealthCheck, IHostedService
{
    private string? _missing;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _missing = BuildRights.FindMissing(Path.GetFullPath(flags.Get(SharedFlags.StateDirectory)));
        if (_missing is not null)
        {
            HealthLog.RightMissing(logger, _missing);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(_missing switch
        {
            null => HealthCheckResult.Healthy("complete"),
            _ when workers is not null => HealthCheckResult.Degraded($"builds on this machine will fail: {_missing}"),
            _ => HealthCheckResult.Unhealthy($"builds will fail: {_missing}"),
        });
}
