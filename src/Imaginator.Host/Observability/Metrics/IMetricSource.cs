using System.Diagnostics.Metrics;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>A part of the daemon whose state is shown as metrics, read at the moment of asking.</summary>
internal interface IMetricSource
{
    /// <summary>Creates the instruments. Called once.</summary>
    /// <param name="meter">What they belong to.</param>
    void AddTo(Meter meter);
}
