using System.Diagnostics.Metrics;
using Imaginator.Host.Rpc.Certificates;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows the first expiry of the daemon's certificates. An insecure daemon has none. Thread-safe.</summary>
internal sealed class CertificateMetrics(CertificateStore? certificates = null) : IMetricSource
{
    public void AddTo(Meter meter)
    {
        if (certificates is not null)
        {
            meter.CreateObservableGauge(
                "imaginator.certificate.expiry.timestamp",
                () => certificates.Current.ExpiresAt.ToUnixTimeSeconds(),
                "s",
                "First expiry of the certificates of the daemon and its CAs, in seconds since 1970.");
        }
    }
}
