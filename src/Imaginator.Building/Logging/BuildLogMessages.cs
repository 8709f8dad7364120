using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Logging;

/// <summary>The messages of the engine in the daemon's log: event ids 1000 to 1999.</summary>
internal static partial class BuildLogMessages
{
    [LoggerMessage(1000, LogLevel.Information, "Build of {Stream} started")]
    public static partial void BuildStarted(ILogger logger, string stream);

    [LoggerMessage(1001, LogLevel.Information, "Built {Image} in {DurationMs} ms")]
    public static partial void BuildFinished(ILogger logger, string image, long durationMs);

    [LoggerMessage(1002, LogLevel.Warning, "Build failed: {Reason}")]
    public static partial void BuildFailed(ILogger logger, string reason);

    [LoggerMessage(1003, LogLevel.Error, "Build of {Stream} failed unexpectedly: {Stage}")]
    public static partial void StageFaulted(ILogger logger, string stream, string stage, Exception exception);

    [LoggerMessage(1005, LogLevel.Warning, "The build cache of {Stream} cannot be trimmed: {Reason}")]
    public static partial void CacheNotTrimmed(ILogger logger, string stream, string reason);

    [LoggerMessage(1006, LogLevel.Warning, "The inputs of {Stream} cannot be recorded or read: {Reason}")]
    public static partial void InputRecordUnusable(ILogger logger, string stream, string reason);

    [LoggerMessage(1007, LogLevel.Information, "Nothing to build: {Image} was made from the same inputs")]
    public static partial void InputsUnchanged(ILogger logger, string image);

    [LoggerMessage(1008, LogLevel.Information, "{Image} is the same as {Previous}")]
    public static partial void BuiltTheSame(ILogger logger, string image, string previous);

    [LoggerMessage(1004, LogLevel.Warning, "The workspace {Path} cannot be removed: {Reason}")]
    public static partial void WorkspaceNotRemoved(ILogger logger, string path, string reason);
}
