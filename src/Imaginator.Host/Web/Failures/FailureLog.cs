using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Web.Failures;

/// <summary>Log messages about failed requests of pages and the API: event ids 5400 to 5401.</summary>
internal static partial class FailureLog
{
    [LoggerMessage(5400, LogLevel.Warning, "Cannot answer {Method} {Path}: {Reason}")]
    public static partial void NotAnswered(ILogger logger, string method, string path, string reason);

    [LoggerMessage(5401, LogLevel.Error, "Cannot answer {Method} {Path}: internal error")]
    public static partial void Faulted(ILogger logger, string method, string path, Exception exception);
}
