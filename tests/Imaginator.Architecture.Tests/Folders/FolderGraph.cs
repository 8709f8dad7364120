using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Imaginator.Architecture.Tests.Folders;

/// <summary>
/// Which folders (namespaces) of an assembly use which others. The root namespace is a folder like the others: ArchUnitNET's own
/// slices leave it out, so only its dependencies are used here.
/// </summary>
internal sealed class FolderGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _edges = new(StringComparer.Ordinal);

    private FolderGraph()
    {
    }

    /// <summary>The graph of an assembly's folders.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="isIncluded">Selects namespaces; null for all.</param>
    public static FolderGraph Of(Assembly assembly, Func<string, bool>? isIncluded = null)
    {
        var own = assembly.GetTypes().Select(type => type.Namespace).OfType<string>()
            .Where(name => isIncluded is null || isIncluded(name)).ToHashSet(StringComparer.Ordinal);
        var graph = new FolderGraph();
        foreach (var type in new ArchLoader().LoadAssemblies(assembly).Build().Types)
        {
            if (type.Namespace?.FullName is not { } from || !own.Contains(from))
            {
                continue;
            }

            foreach (var target in type.Dependencies.Select(dependency => dependency.Target))
            {
                // A type parameter has no namespace.
                if (target.Namespace?.FullName is { } to && to != from && own.Contains(to)
                    && target.Assembly.FullName == type.Assembly.FullName)
                {
                    graph.Add(from, to, $"{type.Name} -> {target.Name}");
                }
            }
        }

        return graph;
    }

    /// <summary>The folders that depend on each other in a circle, one text for each circle; empty if there is none.</summary>
    public IReadOnlyList<string> Circles() => [.. Components().Where(component => component.Count > 1).Select(Describe)];

    private void Add(string from, string to, string example)
    {
        if (!_edges.TryGetValue(from, out var targets))
        {
            _edges[from] = targets = new SortedDictionary<string, string>(StringComparer.Ordinal);
        }

        targets.TryAdd(to, example);
    }

    private string Describe(SortedSet<string> component) => string.Join(
        "\n",
        from source in component
        where _edges.ContainsKey(source)
        from target in _edges[source]
        where component.Contains(target.Key)
        select $"  {source} uses {target.Key}, for instance {target.Value}");

    /// <summary>The strongly connected components (Tarjan 1972, Depth-first search and linear graph algorithms).</summary>
    private List<SortedSet<string>> Components()
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var low = new Dictionary<string, int>(StringComparer.Ordinal);
        var stack = new Stack<string>();
        var components = new List<SortedSet<string>>();
        foreach (var folder in _edges.Keys.Where(folder => !index.ContainsKey(folder)))
        {
            Visit(folder);
        }

        return components;

        void Visit(string folder)
        {
            index[folder] = low[folder] = index.Count;
            stack.Push(folder);
            foreach (var target in _edges.TryGetValue(folder, out var targets) ? targets.Keys.ToArray() : [])
            {
                if (!index.TryGetValue(target, out var seen))
                {
                    Visit(target);
                    low[folder] = Math.Min(low[folder], low[target]);
                }
                else if (stack.Contains(target))
                {
                    low[folder] = Math.Min(low[folder], seen);
                }
            }

            if (low[folder] == index[folder])
            {
                var component = new SortedSet<string>(StringComparer.Ordinal);
                while (component.Add(stack.Pop()) && !component.Contains(folder))
                {
                }

                components.Add(component);
            }
        }
    }
}
