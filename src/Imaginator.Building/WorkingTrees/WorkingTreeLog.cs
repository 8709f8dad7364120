using Imaginator.Building.Workspaces;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.WorkingTrees;

/// <summary>What is said of trees in the daemon's log: event ids 1150 to 1199.</summary>
internal static partial class WorkingTreeLog
{
    [LoggerMessage(1150, LogLevel.Debug, "Builds change an overlay over their cached source image; volatile, without flushes: {IsVolatile}")]
    public static partial void OverlaysUsed(ILogger logger, bool isVolatile);

    [LoggerMessage(1151, LogLevel.Warning, "Source images are copied for each build, because overlays cannot be used: {Reason}")]
    public static partial void NoOverlays(ILogger logger, string reason);

    [LoggerMessage(1152, LogLevel.Information, "The disk space of builds is limited by: {Mode}")]
    public static partial void DisksLimited(ILogger logger, BuildDiskMode mode);
}
