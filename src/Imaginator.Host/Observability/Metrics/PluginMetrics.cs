using System.Diagnostics.Metrics;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Guarding;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows how many plugins are loaded, how many are not, and how the loaded ones behave. Thread-safe.</summary>
internal sealed class PluginMetrics(PluginSet plugins) : IMetricSource
{
    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "imaginator.plugins",
            () => new Measurement<int>[]
            {
                new(plugins.Loaded.Length, State("loaded")),
                new(plugins.Failed.Length, State("failed")),
                new(plugins.Skipped.Length, State("skipped")),
            },
            "{plugin}",
            "Plugins, by state: loaded, failed to load, or skipped because they are disabled or overridden.");
        meter.CreateObservableGauge(
            "imaginator.plugin.conflicts", () => plugins.Conflicts.Length, "{conflict}",
            "Names of packager types and URL schemes that two plugins claim, so that neither is used.");
        meter.CreateObservableCounter(
            "imaginator.plugin.given_up_calls", () => Show(plugin => plugin.GivenUpCalls), "{call}",
            "Calls into a plugin that did not end after their cancellation.");
        meter.CreateObservableCounter(
            "imaginator.plugin.faults", () => Show(plugin => plugin.Faults), "{fault}",
            "Exceptions of a plugin that its contract does not permit.");
        meter.CreateObservableGauge(
            "imaginator.plugin.disabled", () => Show(plugin => plugin.DisabledReason is null ? 0 : 1), unit: null,
            "1 for a plugin that is disabled until the next start, because too many of its calls were given up.");
    }

    private IEnumerable<Measurement<long>> Show(Func<PluginCondition, long> value) => plugins.Conditions.Select(
        plugin => new Measurement<long>(value(plugin), new KeyValuePair<string, object?>("plugin", plugin.Name)));

    private static KeyValuePair<string, object?> State(string state) => new("state", state);
}
