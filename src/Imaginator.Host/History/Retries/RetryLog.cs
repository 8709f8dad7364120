using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History.Retries;

/// <summary>Log messages about the inputs of retries: event ids 5311 and 5312.</summary>
internal static partial class RetryLog
{
    [LoggerMessage(5311, LogLevel.Warning,
        "The variables of build {BuildId} are not kept, and a retry requires them again: {Reason}")]
    public static partial void VariablesNotKept(ILogger logger, BuildId buildId, string reason);

    [LoggerMessage(5312, LogLevel.Warning,
        "The variables of build {BuildId} cannot be read, and a retry requires them again: {Reason}")]
    public static partial void VariablesNotRead(ILogger logger, BuildId buildId, string reason);
}
