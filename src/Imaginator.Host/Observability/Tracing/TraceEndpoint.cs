using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Tracing;

/// <summary>Where traces go.</summary>
internal static class TraceEndpoint
{
    /// <summary>The environment variable of the OTLP specification; what else it defines is read by the exporter itself.</summary>
    public const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The endpoint that the flag names, or the environment variable.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The endpoint; null if traces go nowhere.</returns>
    /// <exception cref="ImaginatorException">It is no address.</exception>
    public static Uri? From(FlagValues flags)
    {
        var text = flags.Get(TracingFlags.TraceEndpoint) is { Length: > 0 } flag
            ? flag
            : Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? endpoint
            : throw new ImaginatorException(
                $"traces cannot be sent to \"{text}\": -{TracingFlags.TraceEndpoint.Name} (or {Variable}) takes an address like "
                + "http://localhost:4318");
    }
}
