using System.Net;
using Microsoft.Extensions.Logging;

namespace Imaginator.ImageServing.Objects;

/// <summary>Log messages about objects; event ids 4306, 4307 and 4309.</summary>
internal static partial class ObjectLog
{
    [LoggerMessage(
        4306, LogLevel.Information,
        "Removed {Objects} objects with {Bytes} bytes that no image refers to, as requested by \"{User}\" from {Remote}")]
    public static partial void ObjectsRemoved(ILogger logger, long objects, long bytes, string user, EndPoint? remote);

    [LoggerMessage(
        4307, LogLevel.Warning, "Objects from \"{User}\" at {Remote} were lost when the connection broke: {Reason}")]
    public static partial void ObjectsLost(ILogger logger, string user, EndPoint? remote, string reason);

    [LoggerMessage(
        4309, LogLevel.Warning, "No objects were sent to \"{User}\" at {Remote}: {Fault}")]
    public static partial void ObjectsNotSent(ILogger logger, string user, EndPoint? remote, string fault);
}
