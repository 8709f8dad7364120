using Imaginator.Host.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>
/// Whether the newest configuration is active. A version that is unusable after an edit is a warning, because builds continue
/// with the previous version.
/// </summary>
internal sealed class ConfigurationHealth(LiveConfiguration configuration) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var broken = configuration.Status.Broken.Values
            .Select(part => $"{part.Source} is unusable since {part.Since:yyyy-MM-dd'T'HH:mm:ss'Z'}: {part.Faults.FirstOrDefault()}")
            .ToList();
        return Task.FromResult(broken.Count == 0
            ? HealthCheckResult.Healthy("the newest version is active")
            : HealthCheckResult.Degraded(string.Join("; ", broken)));
    }
}
