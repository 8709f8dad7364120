using System.Collections.Immutable;
using System.Text;

namespace Imaginator.Host.Dependencies;

/// <summary>Draws dependencies as text for Graphviz.</summary>
internal static class DependencyGraph
{
    /// <summary>
    /// Draws an edge from each stream to its source stream. Undefined source streams are red, pattern streams grey, and
    /// automatically rebuilt streams bold. See <see cref="IStreamDependencies.Draw"/> for excludes and includes.
    /// </summary>
    public static string ToDot(
        DependencySnapshot dependencies,
        IEnumerable<string> autoRebuilt,
        IReadOnlyCollection<string> excludes,
        IReadOnlyCollection<string> includes)
    {
        var nodes = SelectNodes(dependencies, excludes, includes);
        var bold = autoRebuilt.ToHashSet(StringComparer.Ordinal);
        var text = new StringBuilder("digraph all {\n");
        foreach (var (stream, source) in dependencies.StreamToSource)
        {
            if (nodes.Contains(stream) && nodes.Contains(source))
            {
                text.Append($"  {Quote(stream)} -> {Quote(source)}\n");
            }
        }

        foreach (var node in nodes)
        {
            var attributes = string.Join(", ", AttributesOf(node, dependencies, bold));
            if (attributes.Length > 0)
            {
                text.Append($"  {Quote(node)} [{attributes}]\n");
            }
        }

        return text.Append("}\n").ToString();
    }

    private static IEnumerable<string> AttributesOf(string node, DependencySnapshot dependencies, HashSet<string> bold)
    {
        if (dependencies.UnbuildableSources.Contains(node))
        {
            yield return "fontcolor=red";
        }
        else if (dependencies.PatternStreams.Contains(node))
        {
            yield return "fontcolor=grey";
        }

        if (bold.Contains(node))
        {
            yield return "style=bold";
        }
    }

    /// <summary>The streams of a part of the graph; see <see cref="IStreamDependencies.Draw"/>.</summary>
    public static ImmutableSortedSet<string> SelectNodes(
        DependencySnapshot dependencies, IReadOnlyCollection<string> excludes, IReadOnlyCollection<string> includes)
    {
        var all = dependencies.StreamToSource.Keys.Concat(dependencies.StreamToSource.Values).ToHashSet(StringComparer.Ordinal);
        var dependents = dependencies.StreamToSource.ToLookup(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        var excluded = Closure(all.Where(node => Matches(node, excludes)), node => dependents[node]);
        if (includes.Count == 0)
        {
            return Sorted(all.Except(excluded, StringComparer.Ordinal));
        }

        var wanted = all.Where(node => Matches(node, includes)).ToList();
        var included = Closure(wanted, node => dependents[node]);
        included.UnionWith(Closure(wanted, node =>
            dependencies.StreamToSource.TryGetValue(node, out var source) ? [source] : []));
        return Sorted(included.Except(excluded, StringComparer.Ordinal));
    }

    private static HashSet<string> Closure(IEnumerable<string> from, Func<string, IEnumerable<string>> next)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(from);
        while (open.TryPop(out var node))
        {
            if (reached.Add(node))
            {
                foreach (var neighbour in next(node))
                {
                    open.Push(neighbour);
                }
            }
        }

        return reached;
    }

    private static bool Matches(string node, IReadOnlyCollection<string> names) => names.Any(name =>
    {
        var directory = name.TrimEnd('/');
        return node.StartsWith(directory, StringComparison.Ordinal)
            && (node.Length == directory.Length || node[directory.Length] == '/');
    });

    private static ImmutableSortedSet<string> Sorted(IEnumerable<string> nodes) =>
        nodes.ToImmutableSortedSet(StringComparer.Ordinal);

    // In strings of dot, quotation marks are special; in labels, backslashes are too.
    private static string Quote(string name) =>
        $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
