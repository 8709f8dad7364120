using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Imaginator.Connections;
using Imaginator.PackageCache;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>Shows open and refused connections of the ports. Thread-safe.</summary>
internal sealed class ConnectionMetrics(ConnectionTable daemon, PackageProxy? packages = null) : IMetricSource
{
    private readonly ImmutableArray<ConnectionTable> _tables =
        packages is null ? [daemon] : [daemon, packages.Connections];

    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "imaginator.connections.open",
            () => _tables.Select(table => new Measurement<int>(table.Count, PortOf(table))),
            "{connection}",
            "Open connections, by port.");
        meter.CreateObservableCounter(
            "imaginator.connections.refused",
            () => _tables.SelectMany(table => table.Refusals.Select(refusal => new Measurement<long>(
                refusal.Count, PortOf(table), new KeyValuePair<string, object?>("reason", LabelOf(refusal.Reason))))),
            "{connection}",
            "Refused connections, including those closed to accept others, by port and reason.");
    }

    private static KeyValuePair<string, object?> PortOf(ConnectionTable table) => new("port", table.Name);

    private static string LabelOf(ConnectionRefusal reason) => reason switch
    {
        ConnectionRefusal.Owner => "client",
        ConnectionRefusal.Total => "total",
        ConnectionRefusal.Descriptors => "descriptors",
        ConnectionRefusal.Displaced => "displaced",
        ConnectionRefusal.Silent => "silent",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
