using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Fetching;

/// <summary>Log messages about fetchers; event ids 5900 to 5902.</summary>
internal static partial class FetchingLog
{
    [LoggerMessage(5900, LogLevel.Information, "Manifests are fetched as root, because other users cannot access {Path}")]
    public static partial void NotUnprivileged(ILogger logger, string path);

    [LoggerMessage(5901, LogLevel.Warning, "A manifest source logged more than {Maximum} messages during a fetch; the others are dropped")]
    public static partial void TooManyMessages(ILogger logger, int maximum);

    [LoggerMessage(5902, LogLevel.Debug, "A fetch failed at: {Stack}")]
    public static partial void Failed(ILogger logger, string stack);
}
