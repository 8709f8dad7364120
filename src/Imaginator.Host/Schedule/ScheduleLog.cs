using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Schedule;

/// <summary>Log messages of automatic rebuilds: event ids 5200 to 5299.</summary>
internal static partial class ScheduleLog
{
    [LoggerMessage(5200, LogLevel.Information, "Automatic rebuild cycle started, streams to rebuild: {Count}")]
    public static partial void CycleStarted(ILogger logger, int count);

    [LoggerMessage(5201, LogLevel.Information,
        "Automatic rebuild cycle ended after {DurationMs} ms; streams rebuilt: {Rebuilt}, extended: {Extended}, failed: {Failed}")]
    public static partial void CycleFinished(ILogger logger, long durationMs, int rebuilt, int extended, int failed);

    [LoggerMessage(5202, LogLevel.Warning,
        "The expiration of {Image} is extended to {Until:u} because there is no newer image: {Reason}")]
    public static partial void Extended(ILogger logger, string image, DateTimeOffset until, string reason);

    [LoggerMessage(5203, LogLevel.Warning, "{Stream} has no new image, and no image to extend: {Reason}")]
    public static partial void NothingToExtend(ILogger logger, string stream, string reason);

    [LoggerMessage(5204, LogLevel.Warning, "The expiration of the newest image of {Stream} cannot be extended: {Reason}")]
    public static partial void CannotExtend(ILogger logger, string stream, string reason);

    [LoggerMessage(5205, LogLevel.Warning,
        "The rebuild order uses the previous dependencies of the streams, because the current ones are not known: {Reason}")]
    public static partial void DependenciesUnknown(ILogger logger, string reason);

    [LoggerMessage(5206, LogLevel.Error, "An internal error ended the automatic rebuild; the next cycle tries again")]
    public static partial void Unexpected(ILogger logger, Exception exception);
}
