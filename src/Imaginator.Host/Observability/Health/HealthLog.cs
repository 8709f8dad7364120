using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Health;

/// <summary>Log messages of health checks: event id 5850.</summary>
internal static partial class HealthLog
{
    [LoggerMessage(5850, LogLevel.Error, "Builds on this machine will fail: {Missing}")]
    public static partial void RightMissing(ILogger logger, string missing);
}
