using System.Collections.Immutable;
using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Graphs;

/// <summary>The dependency graph with the states of its streams. Each stream has one source stream at most. Thread-safe.</summary>
internal sealed class StreamGraph(LiveConfiguration configuration, BuildHistory history, IBuildQueue queue)
{
    /// <summary>The selected streams in the order of their names.</summary>
    public ImmutableArray<GraphNode> Find(DependencySnapshot known, GraphQuery query)
    {
        var nodes = DependencyGraph.SelectNodes(known, query.Excludes, query.Includes);
        var latest = history.ReadAllLatest();
        var running = queue.Current.Running.Select(build => build.StreamName).ToHashSet(StringComparer.Ordinal);
        var current = configuration.Current.Main;
        var automatic = current.ImageStreamsToAutoRebuild.Concat(current.BootstrapStreams.Keys).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. nodes.Select(name => new GraphNode(
                name,
                known.StreamToSource.TryGetValue(name, out var source) && nodes.Contains(source) ? source : null,
                known.UnbuildableSources.Contains(name) ? GraphNodeState.Missing
                    : running.Contains(name) ? GraphNodeState.Running
                    : StateOf(latest.GetValueOrDefault(name)),
                automatic.Contains(name))),
        ];
    }

    private static GraphNodeState StateOf(LatestBuild? latest) => latest switch
    {
        { IsGood: true } => GraphNodeState.Succeeded,
        { IsGood: false } => GraphNodeState.Failed,
        null => GraphNodeState.Never,
    };
}
