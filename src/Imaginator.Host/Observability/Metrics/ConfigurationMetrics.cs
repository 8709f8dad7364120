using System.Diagnostics.Metrics;
using Imaginator.Host.Configuration;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows the state of the configuration. Thread-safe.</summary>
internal sealed class ConfigurationMetrics(LiveConfiguration configuration) : IMetricSource
{
    private static readonly (ConfigurationPart Part, string Label)[] Parts =
    [
        (ConfigurationPart.Main, "main"),
        (ConfigurationPart.ImageStreams, "image_streams"),
        (ConfigurationPart.Variables, "variables"),
    ];

    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "imaginator.configuration.broken",
            () => Parts.Select(part => new Measurement<int>(
                configuration.Status.Broken.ContainsKey(part.Part) ? 1 : 0,
                new KeyValuePair<string, object?>("part", part.Label))),
            unit: null,
            "1 for a part of the configuration whose newest version is unusable, so that the previous version is active.");
        meter.CreateObservableGauge(
            "imaginator.streams",
            () => new Measurement<int>[]
            {
                new(configuration.Current.Main.BootstrapStreams.Count, new KeyValuePair<string, object?>("kind", "bootstrap")),
                new(configuration.Current.ImageStreams.Streams.Length, new KeyValuePair<string, object?>("kind", "image")),
                new(configuration.Current.ImageStreams.Patterns.Length, new KeyValuePair<string, object?>("kind", "pattern")),
            },
            "{stream}",
            "Configured streams, by kind.");
    }
}
