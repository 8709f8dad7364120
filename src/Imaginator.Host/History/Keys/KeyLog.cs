using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History.Keys;

/// <summary>Log messages about idempotency keys: event id 5313.</summary>
internal static partial class KeyLog
{
    [LoggerMessage(5313, LogLevel.Warning,
        "An idempotency key cannot be written to the build history, and a repeated request can start a second build: {Reason}")]
    public static partial void KeyNotWritten(ILogger logger, string reason);
}
