using System.Diagnostics.Metrics;
using Imaginator.Host.Rpc.Certificates;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows when the first of the certificates expires that the daemon serves with. Thread-safe.</summary>
/// <param name="certificates">The certificates; null in an insecure daemon, which has none.</param>
internal sealed class CertificateMetrics(CertificateStore? certificates) : IMetricSource
{
    /// <inheritdoc/>
    public void AddTo(Meter meter)
    {
        if (certificates is not null)
        {
            meter.CreateObservableGauge(
                "imaginator.certificate.expiry.timestamp",
                () => certificates.Current.ExpiresAt.ToUnixTimeSeconds(),
                "s",
                "When the first certificate of the daemon or its authorities expires, in seconds since 1970.");
        }
    }
}
