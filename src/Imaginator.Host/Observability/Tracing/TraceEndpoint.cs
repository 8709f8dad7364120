using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Tracing;

/// <summary>The collector that receives traces.</summary>
internal sealed record TraceEndpoint(Uri Address)
{
    /// <summary>The environment variable of the OTLP specification; the exporter itself reads its other variables.</summary>
    public const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The endpoint from the flag or the environment variable; null if traces are not exported.</summary>
    public static TraceEndpoint? From(FlagValues flags)
    {
        var text = flags.Get(TracingFlags.TraceEndpoint) is { Length: > 0 } flag
            ? flag
            : Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? new TraceEndpoint(endpoint)
            : throw new ImaginatorException(
                $"invalid trace endpoint \"{text}\": give -{TracingFlags.TraceEndpoint.Name} (or {Variable}) a URL such as "
                + "http://localhost:4318");
    }
}
