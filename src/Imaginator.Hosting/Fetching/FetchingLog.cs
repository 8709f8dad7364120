using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Fetching;

/// <summary>Log messages about fetchers.</summary>
internal static partial class FetchingLog
{
    [LoggerMessage(5900, LogLevel.Information, "Manifests are fetched as root, because other users cannot access {Path}")]
    public static partial void NotUnprivileged(ILogger logger, string path);
}
