using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Tracing;

/// <summary>Flags of traces.</summary>
internal static class TracingFlags
{
    /// <summary>Empty for the value of the environment variable.</summary>
    public static Flag<string> TraceEndpoint { get; } = new(
        "traceEndpoint", FlagTypes.Url, "",
        "URL of the OTLP collector to which the daemon sends traces, for example http://localhost:4318. If neither the "
        + "flag nor the environment variable is given, traces are off.")
    { Group = "Service", EnvironmentVariable = "OTEL_EXPORTER_OTLP_ENDPOINT" };
}
