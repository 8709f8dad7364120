using System.Diagnostics.Metrics;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows the state of a part of the daemon as metrics, read at each request for metrics.</summary>
internal interface IMetricSource
{
    /// <summary>Creates the instruments of a meter. Called once.</summary>
    void AddTo(Meter meter);
}
