using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Space;

/// <summary>Log messages about disk space: event ids 5105 and 5106.</summary>
internal static partial class SpaceLog
{
    [LoggerMessage(5105, LogLevel.Warning, "Builds do not start: {Shortage}")]
    public static partial void Insufficient(ILogger logger, string shortage);

    [LoggerMessage(5106, LogLevel.Information, "Disk space is sufficient again; builds start")]
    public static partial void Available(ILogger logger);
}
