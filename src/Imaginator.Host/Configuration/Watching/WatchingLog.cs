using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration.Watching;

/// <summary>Log messages about signals that reload the configuration: event id 5008.</summary>
internal static partial class WatchingLog
{
    [LoggerMessage(5008, LogLevel.Information, "Rereading the whole configuration because of SIGHUP")]
    public static partial void HangUp(ILogger logger);
}
