using Microsoft.Extensions.Logging;

namespace Imaginator.Building.SourceTrees;

/// <summary>What the cache of source trees says in the daemon's log: event ids 1100 to 1149.</summary>
internal static partial class SourceTreeLog
{
    [LoggerMessage(1100, LogLevel.Warning, "Cannot remove the cached tree {Path}: {Reason}")]
    public static partial void TreeNotRemoved(ILogger logger, string path, string reason);

    [LoggerMessage(1101, LogLevel.Warning, "Cannot maintain the cache of source trees in {Path}: {Reason}")]
    public static partial void BackgroundWorkFailed(ILogger logger, string path, string reason);

    [LoggerMessage(1102, LogLevel.Warning, "The cached tree {Path} is not used and {Image} is unpacked again, because {Change}")]
    public static partial void TreeChanged(ILogger logger, string path, string image, string change);
}
