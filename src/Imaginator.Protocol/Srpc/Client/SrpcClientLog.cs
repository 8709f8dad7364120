using Microsoft.Extensions.Logging;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>The log messages of clients; event ids 4007 and 4008.</summary>
internal static partial class SrpcClientLog
{
    [LoggerMessage(4007, LogLevel.Warning, "A call of {Address} failed, and calls are tried again: {Reason}")]
    public static partial void TryingAgain(ILogger logger, string address, string reason);

    [LoggerMessage(4008, LogLevel.Information, "{Address} answers again after {Seconds} s")]
    public static partial void AnswersAgain(ILogger logger, string address, double seconds);
}
