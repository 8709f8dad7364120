using Microsoft.Extensions.Logging;

namespace Imaginator.Host.PackageCache;

/// <summary>What the cache of packages says in the daemon's log: event ids 5600 to 5699.</summary>
internal static partial class PackageCacheLog
{
    [LoggerMessage(5600, LogLevel.Warning, "The cache of packages cannot be used: {Reason}")]
    public static partial void Unusable(ILogger logger, string reason);

    [LoggerMessage(5601, LogLevel.Information, "{Url} was not fetched: {Reason}")]
    public static partial void NotFetched(ILogger logger, string url, string reason);

    [LoggerMessage(5602, LogLevel.Warning, "{Url} is not kept: {Reason}")]
    public static partial void NotKept(ILogger logger, string url, string reason);
}
