using Imaginator.Host.Observability.Logging;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>Whether the log files are written. If not, the log is on standard error, which can be lost: a warning.</summary>
internal sealed class LogHealth(DaemonLog log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(log switch
        {
            { Failure: { } failure } => HealthCheckResult.Degraded($"{failure}; the log is on standard error"),
            { Directory: null } => HealthCheckResult.Healthy("on standard error"),
            _ => HealthCheckResult.Healthy("files are written"),
        });
}
