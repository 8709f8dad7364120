using Imaginator.Host.Rpc.Certificates;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>
/// Whether the daemon serves with valid certificates. Files that cannot be used are a warning as long as the previous certificates
/// are valid. An insecure daemon has none.
/// </summary>
internal sealed class CertificateHealth(TimeProvider timeProvider, CertificateStore? certificates = null) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(certificates is null ? HealthCheckResult.Healthy("not used") : Check(certificates));

    private HealthCheckResult Check(CertificateStore store)
    {
        if (store.Current.FindFault(timeProvider.GetUtcNow()) is { } invalid)
        {
            return HealthCheckResult.Unhealthy(invalid);
        }

        return store.Fault is { } fault
            ? HealthCheckResult.Degraded($"the previous certificates stay active: {fault}")
            : HealthCheckResult.Healthy($"valid until {store.Current.ExpiresAt:yyyy-MM-dd'T'HH:mm:ss'Z'}");
    }
}
