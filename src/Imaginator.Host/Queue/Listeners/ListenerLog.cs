using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Listeners;

/// <summary>Log messages about listeners: event id 5104.</summary>
internal static partial class ListenerLog
{
    [LoggerMessage(5104, LogLevel.Error, "The build listener {Listener} failed")]
    public static partial void Failed(ILogger logger, string listener, Exception exception);
}
