using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>Log messages of uploads: event IDs 4200 to 4219.</summary>
internal static partial class UploadLog
{
    [LoggerMessage(
        4200, LogLevel.Warning,
        "Lost the connection to image server {Address} and will send {Objects} objects again: {Reason}")]
    public static partial void SendingAgain(ILogger logger, string address, int objects, string reason);

    [LoggerMessage(
        4201, LogLevel.Warning,
        "Lost the connection to image server {Address} while adding image \"{Image}\"; checking whether the server has the image")]
    public static partial void AddedImageUncertain(ILogger logger, string address, string image);

    [LoggerMessage(
        4202, LogLevel.Warning,
        "The certificate of image server {Address} is not verified; set -serverCAfile to the CA that issues the certificates of servers")]
    public static partial void ServerNotVerified(ILogger logger, string address);
}
