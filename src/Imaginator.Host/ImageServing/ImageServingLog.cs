using System.Net;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.ImageServing;

/// <summary>What the image server logs; event ids 4300 to 4399.</summary>
internal static partial class ImageServingLog
{
    [LoggerMessage(4300, LogLevel.Information, "Image \"{Image}\" was added by \"{User}\" from {Remote}")]
    public static partial void ImageAdded(ILogger logger, string image, string user, EndPoint? remote);

    [LoggerMessage(4301, LogLevel.Information, "Image \"{Image}\" was deleted by \"{User}\" from {Remote}")]
    public static partial void ImageDeleted(ILogger logger, string image, string user, EndPoint? remote);

    [LoggerMessage(
        4302, LogLevel.Information, "Image \"{Image}\" expires at {ExpiresAt}, as set by \"{User}\" from {Remote}")]
    public static partial void ExpirationChanged(
        ILogger logger, string image, DateTimeOffset? expiresAt, string user, EndPoint? remote);

    [LoggerMessage(4303, LogLevel.Information, "Directory \"{Directory}\" was made by \"{User}\" from {Remote}")]
    public static partial void DirectoryMade(ILogger logger, string directory, string user, EndPoint? remote);

    [LoggerMessage(4304, LogLevel.Information, "Directory \"{Directory}\" was deleted by \"{User}\" from {Remote}")]
    public static partial void DirectoryDeleted(ILogger logger, string directory, string user, EndPoint? remote);

    [LoggerMessage(
        4305, LogLevel.Information, "Directory \"{Directory}\" was given to \"{Group}\" by \"{User}\" from {Remote}")]
    public static partial void DirectoryGiven(
        ILogger logger, string directory, string group, string user, EndPoint? remote);

    [LoggerMessage(
        4306, LogLevel.Information,
        "{Objects} objects with {Bytes} bytes that no image needs were removed by \"{User}\" from {Remote}")]
    public static partial void ObjectsRemoved(ILogger logger, long objects, long bytes, string user, EndPoint? remote);

    [LoggerMessage(
        4307, LogLevel.Warning, "Objects from \"{User}\" at {Remote} could not be kept when the connection broke: {Reason}")]
    public static partial void ObjectsLost(ILogger logger, string user, EndPoint? remote, string reason);
}
