using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags of what watches the daemon, besides its log.</summary>
public static class TelemetryFlags
{
    private const string Group = "Service";

    /// <summary>The collector that traces go to.</summary>
    public static Flag<string> TraceEndpoint { get; } = new(
        "traceEndpoint", FlagTypes.Text, "",
        "OTLP collector for traces, for instance http://localhost:4318; OTEL_EXPORTER_OTLP_ENDPOINT does the same.")
    { Group = Group };

    /// <summary>The file that says that the daemon is ready.</summary>
    public static Flag<string> ReadyFile { get; } = new(
        "readyFile", FlagTypes.Text, "",
        "File that is there while the daemon is ready; holds its process id. For scripts that start it.") { Group = Group };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } = [TraceEndpoint, ReadyFile];
}
