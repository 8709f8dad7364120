using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Workspaces;

/// <summary>Log messages about the disks of builds; event ids 1300 to 1349.</summary>
internal static partial class WorkspaceLog
{
    [LoggerMessage(1300, LogLevel.Warning, "The disk space of builds is not limited: {Reason}")]
    public static partial void DisksNotLimited(ILogger logger, string reason);

    [LoggerMessage(1301, LogLevel.Warning, "The disk of an ended build cannot be released: {Reason}")]
    public static partial void DiskNotReleased(ILogger logger, string reason);
}
