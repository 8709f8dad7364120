using Microsoft.Extensions.Logging;

namespace Imaginator.PackageCache.Fetching;

/// <summary>Log messages about downloads; event ids 5601 to 5603.</summary>
internal static partial class FetchingLog
{
    [LoggerMessage(5601, LogLevel.Information, "{Url} was not fetched: {Reason}")]
    public static partial void NotFetched(ILogger logger, string url, string reason);

    [LoggerMessage(5602, LogLevel.Warning, "{Url} is not kept in the package cache: {Reason}")]
    public static partial void NotKept(ILogger logger, string url, string reason);

    [LoggerMessage(5603, LogLevel.Warning, "{Url} is not kept in the package cache: its contents do not have the hash in its name")]
    public static partial void WrongHash(ILogger logger, string url);
}
