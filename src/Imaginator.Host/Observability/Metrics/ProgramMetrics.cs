using System.Diagnostics.Metrics;
using Imaginator.Hosting.Programs;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows which daemon this is, and since when. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class ProgramMetrics(TimeProvider time) : IMetricSource
{
    private readonly double _start = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <inheritdoc/>
    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "imaginator.start.timestamp", () => _start, "s", "When the daemon was started, in seconds since 1970.");
        meter.CreateObservableGauge(
            "imaginator.build_info",
            () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", ProgramRunner.Version)),
            unit: null,
            "1, with the daemon's version.");
    }
}
