using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration.Directories;

/// <summary>Log messages about the directories of streams: event ids 5009 to 5010.</summary>
internal static partial class DirectoriesLog
{
    [LoggerMessage(5009, LogLevel.Warning,
        "Cannot create the directories of image streams in the image store, retrying in {DelaySeconds} s ({Count} missing): {Reason}")]
    public static partial void NotCreated(ILogger logger, int count, int delaySeconds, string reason);

    [LoggerMessage(5010, LogLevel.Information, "The image store has the directories of all image streams ({Count} new)")]
    public static partial void Created(ILogger logger, int count);
}
