using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Web.Graphs;

/// <summary>Log messages about dependency graphs: event id 5402.</summary>
internal static partial class GraphLog
{
    [LoggerMessage(5402, LogLevel.Warning, "Graphviz cannot draw the dependency graph: {Reason}")]
    public static partial void NotDrawn(ILogger logger, string reason);
}
