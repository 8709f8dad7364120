using Imaginator.Host.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>
/// Whether the newest configuration is in force. Without any, the daemon would not run: one that was broken by an edit is a
/// warning, because builds go on with the old one.
/// </summary>
/// <param name="configuration">The configuration.</param>
internal sealed class ConfigurationHealth(LiveConfiguration configuration) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var broken = configuration.Status.Broken.Values
            .Select(part => $"{part.Source} is broken since {part.Since:u}: {part.Faults.FirstOrDefault()}")
            .ToList();
        return Task.FromResult(broken.Count == 0
            ? HealthCheckResult.Healthy("the newest is in force")
            : HealthCheckResult.Degraded(string.Join("; ", broken)));
    }
}
