using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>What uploads log; event ids 4200 to 4219.</summary>
internal static partial class UploadLog
{
    [LoggerMessage(
        4200, LogLevel.Warning,
        "The connection to image server {Address} broke; {Objects} objects are sent again: {Reason}")]
    public static partial void SendingAgain(ILogger logger, string address, int objects, string reason);

    [LoggerMessage(
        4201, LogLevel.Warning,
        "The connection to image server {Address} broke while image \"{Image}\" was added; looking whether it is there")]
    public static partial void AddedImageUncertain(ILogger logger, string address, string image);
}
