using System.Collections.Immutable;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Graphs;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Web.Console.Graph;

/// <summary>The contents of the page of the dependency graph.</summary>
internal sealed record GraphModel
{
    public required GraphQuery Query { get; init; }

    public required DependencySnapshot Known { get; init; }

    /// <summary>The streams of the page of the table.</summary>
    public required ImmutableArray<GraphNode> Nodes { get; init; }

    /// <summary>The number of all selected streams.</summary>
    public required int Total { get; init; }

    public required Pager Pager { get; init; }

    /// <summary>Links of the configuration whose addresses run no scripts.</summary>
    public required ImmutableArray<QuickLink> Links { get; init; }
}
