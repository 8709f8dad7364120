using System.Diagnostics.Metrics;
using Imaginator.Hosting.Programs;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows the daemon's version and start. Thread-safe.</summary>
internal sealed class ProgramMetrics(TimeProvider timeProvider) : IMetricSource
{
    private readonly double _start = timeProvider.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "imaginator.start.timestamp", () => _start, "s", "Start of the daemon, in seconds since 1970.");
        meter.CreateObservableGauge(
            "imaginator.build_info",
            () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", ProgramRunner.Version)),
            unit: null,
            "1, labelled with the version of the daemon.");
    }
}
