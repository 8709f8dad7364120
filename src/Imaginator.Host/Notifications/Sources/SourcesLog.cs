using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Notifications.Sources;

/// <summary>Log messages about the events of notifications: event ids 6110 to 6119.</summary>
internal static partial class SourcesLog
{
    [LoggerMessage(6110, LogLevel.Warning, "A notification of a build has no details, because the build history cannot be read: {Reason}")]
    public static partial void HistoryNotRead(ILogger logger, string reason);

    [LoggerMessage(6111, LogLevel.Warning, "The image store cannot be searched for images that expire soon; the next search tries again: {Reason}")]
    public static partial void ImagesNotListed(ILogger logger, string reason);
}
