namespace Imaginator.Host.Web.Graphs;

/// <summary>The states of streams in the dependency graph.</summary>
internal enum GraphNodeState
{
    /// <summary>No build has succeeded or failed.</summary>
    Never,

    /// <summary>The last build succeeded.</summary>
    Succeeded,

    /// <summary>The last build failed.</summary>
    Failed,

    /// <summary>A build runs.</summary>
    Running,

    /// <summary>A source stream without a definition: it cannot be built.</summary>
    Missing,
}
