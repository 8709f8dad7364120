using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Dependencies;

/// <summary>Log messages about dependencies.</summary>
internal static partial class DependencyLog
{
    [LoggerMessage(5100, LogLevel.Warning, "The source streams of some streams are not known: {Reason}")]
    public static partial void AttemptFailed(ILogger logger, string reason);
}
