namespace Imaginator.Host.Web.Graphs;

/// <summary>A stream in the dependency graph.</summary>
/// <param name="Name">The stream.</param>
/// <param name="Source">The stream of its source image, if the graph has that; null for none.</param>
/// <param name="State">The state that its colour shows.</param>
/// <param name="IsAutomatic">Whether the schedule rebuilds it.</param>
internal sealed record GraphNode(string Name, string? Source, GraphNodeState State, bool IsAutomatic);
