using Imaginator.Hosting.Plugins;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>
/// Whether all plugins were loaded, and none is disabled because of its behaviour. A plugin that cannot be used is a warning, because
/// streams that do not need it are built. A missing image store makes <see cref="StoreHealth"/> fail.
/// </summary>
internal sealed class PluginHealth(PluginSet plugins) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        string[] faults =
        [
            .. plugins.Failed.Select(plugin => $"{plugin.NameAndVersion} is not loaded: {plugin.Reason}"),
            .. plugins.Conflicts.Select(conflict => conflict.ToString()),
            .. plugins.Conditions.Where(plugin => plugin.DisabledReason is not null)
                .Select(plugin => $"{plugin.Name} {plugin.Version} is disabled until the next start: {plugin.DisabledReason}"),
        ];
        return Task.FromResult(faults.Length == 0
            ? HealthCheckResult.Healthy($"{plugins.Loaded.Length} loaded")
            : HealthCheckResult.Degraded(string.Join("; ", faults)));
    }
}
