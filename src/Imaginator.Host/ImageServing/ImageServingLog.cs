using System.Net;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.ImageServing;

/// <summary>What the image server logs; event ids 4300 to 4399. Who changes what is in the audit log.</summary>
internal static partial class ImageServingLog
{
    [LoggerMessage(
        4306, LogLevel.Information,
        "{Objects} objects with {Bytes} bytes that no image needs were removed by \"{User}\" from {Remote}")]
    public static partial void ObjectsRemoved(ILogger logger, long objects, long bytes, string user, EndPoint? remote);

    [LoggerMessage(
        4307, LogLevel.Warning, "Objects from \"{User}\" at {Remote} could not be kept when the connection broke: {Reason}")]
    public static partial void ObjectsLost(ILogger logger, string user, EndPoint? remote, string reason);

    [LoggerMessage(
        4308, LogLevel.Warning,
        "Large answers are kept in memory until they are sent, because they could not be written to {Directory}: {Reason}")]
    public static partial void AnswerNotWritten(ILogger logger, string directory, string reason);
}
