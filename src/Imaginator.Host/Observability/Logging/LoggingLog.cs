using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Logging;

/// <summary>Log messages about the log itself: event ids 5810 to 5819.</summary>
internal static partial class LoggingLog
{
    [LoggerMessage(5810, LogLevel.Warning, "The debug level is now {Level}, set by {By}")]
    public static partial void LevelChanged(ILogger logger, int level, string by);
}
