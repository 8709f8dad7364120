using Microsoft.Extensions.Logging;

namespace Imaginator.PackageCache;

/// <summary>Log messages about the package cache as a whole; event id 5600.</summary>
internal static partial class PackageCacheLog
{
    [LoggerMessage(5600, LogLevel.Warning, "The package cache cannot be used: {Reason}")]
    public static partial void Unusable(ILogger logger, string reason);
}
