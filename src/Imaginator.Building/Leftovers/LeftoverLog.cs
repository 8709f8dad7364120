using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Leftovers;

/// <summary>Log messages about what killed processes left; event ids 1200 to 1202.</summary>
internal static partial class LeftoverLog
{
    [LoggerMessage(1200, LogLevel.Information, "Removed what a killed process left: {Kind} {Path}")]
    public static partial void Removed(ILogger logger, string kind, string path);

    [LoggerMessage(1201, LogLevel.Warning, "Cannot remove what a killed process left, the next start tries again: {Kind} {Path}: {Reason}")]
    public static partial void NotRemoved(ILogger logger, string kind, string path, string reason);

    [LoggerMessage(1202, LogLevel.Warning, "The record {Path} of what a killed process left is not valid and is deleted: {Reason}")]
    public static partial void Invalid(ILogger logger, string path, string reason);
}
