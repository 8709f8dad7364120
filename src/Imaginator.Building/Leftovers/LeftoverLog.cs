using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Leftovers;

/// <summary>Log messages about leftovers of killed processes; event ids 1200 to 1202.</summary>
internal static partial class LeftoverLog
{
    [LoggerMessage(1200, LogLevel.Information, "Removed {Kind} {Path} of a killed process")]
    public static partial void Removed(ILogger logger, string kind, string path);

    [LoggerMessage(1201, LogLevel.Warning, "Cannot remove {Kind} {Path} of a killed process; the next start tries again: {Reason}")]
    public static partial void NotRemoved(ILogger logger, string kind, string path, string reason);

    [LoggerMessage(1202, LogLevel.Warning, "The leftover record {Path} of a killed process is not valid and is deleted: {Reason}")]
    public static partial void Invalid(ILogger logger, string path, string reason);
}
