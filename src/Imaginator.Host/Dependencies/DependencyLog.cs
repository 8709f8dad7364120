using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Dependencies;

/// <summary>Log messages about dependencies: events 5100 to 5199.</summary>
internal static partial class DependencyLog
{
    [LoggerMessage(5100, LogLevel.Warning, "Which stream builds on which is not known of all streams: {Reason}")]
    public static partial void AttemptFailed(ILogger logger, string reason);
}
