using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Schedule;

/// <summary>Log messages about automatic rebuilds: events 5200 to 5299.</summary>
internal static partial class ScheduleLog
{
    [LoggerMessage(5200, LogLevel.Information, "Automatic rebuilds of {Count} streams begin")]
    public static partial void CycleStarted(ILogger logger, int count);

    [LoggerMessage(5201, LogLevel.Information,
        "Automatic rebuilds are over after {DurationMs} ms: {Rebuilt} streams rebuilt, {Extended} images extended, {Failed} "
        + "streams with neither")]
    public static partial void CycleFinished(ILogger logger, long durationMs, int rebuilt, int extended, int failed);

    [LoggerMessage(5202, LogLevel.Warning, "{Image} lives on until {Until:u}, because there is no newer one: {Reason}")]
    public static partial void Extended(ILogger logger, string image, DateTimeOffset until, string reason);

    [LoggerMessage(5203, LogLevel.Warning, "{Stream} has no image whose life could be extended, and no new one: {Reason}")]
    public static partial void NothingToExtend(ILogger logger, string stream, string reason);

    [LoggerMessage(5204, LogLevel.Warning, "The life of the newest image of {Stream} cannot be extended: {Reason}")]
    public static partial void CannotExtend(ILogger logger, string stream, string reason);

    [LoggerMessage(5205, LogLevel.Warning,
        "Which stream builds on which is not known in time; streams are rebuilt in the order that is known: {Reason}")]
    public static partial void DependenciesUnknown(ILogger logger, string reason);

    [LoggerMessage(5206, LogLevel.Error, "Automatic rebuilds met a mistake in imaginator itself; the next cycle tries again")]
    public static partial void Unexpected(ILogger logger, Exception exception);
}
