using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Tracing;

/// <summary>Log messages about traces: event ids 5830 to 5839.</summary>
internal static partial class TracingLog
{
    [LoggerMessage(5830, LogLevel.Information, "Sending traces to {Endpoint}")]
    public static partial void Tracing(ILogger logger, string endpoint);
}
