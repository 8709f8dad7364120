using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Web;

/// <summary>What the web pages and the API log: event ids 5400 to 5499.</summary>
internal static partial class WebLog
{
    [LoggerMessage(5400, LogLevel.Warning, "{Method} {Path} could not be answered: {Reason}")]
    public static partial void Unanswered(ILogger logger, string method, string path, string reason);

    [LoggerMessage(5401, LogLevel.Error, "{Method} {Path} could not be answered")]
    public static partial void Faulted(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(5402, LogLevel.Warning, "Graphviz could not draw the graph of dependencies: {Reason}")]
    public static partial void GraphNotDrawn(ILogger logger, string reason);
}
