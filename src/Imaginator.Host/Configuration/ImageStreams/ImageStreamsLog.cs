using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration.ImageStreams;

/// <summary>Log messages about kept image streams: event id 5005.</summary>
internal static partial class ImageStreamsLog
{
    [LoggerMessage(5005, LogLevel.Warning, "Cannot keep the image streams for the next start in {Path}: {Reason}")]
    public static partial void NotKept(ILogger logger, string path, string reason);
}
