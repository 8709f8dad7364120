using Imaginator.Host.Web.Graphs;

namespace Imaginator.Host.Web.Console.Graph;

/// <summary>The states of streams in words, and their classes in the style sheet.</summary>
internal static class GraphTexts
{
    public static string Of(GraphNodeState state) => state switch
    {
        GraphNodeState.Succeeded => "succeeded",
        GraphNodeState.Failed => "failed",
        GraphNodeState.Running => "running",
        GraphNodeState.Missing => "not defined",
        _ => "never built",
    };

    public static string ClassOf(GraphNodeState state) => state switch
    {
        GraphNodeState.Succeeded => "succeeded",
        GraphNodeState.Failed or GraphNodeState.Missing => "failed",
        GraphNodeState.Running => "running",
        _ => "",
    };
}
