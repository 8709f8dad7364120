using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>
/// Finds image streams that are, over any number of steps, their own source. Only manifests on this machine (<c>dir:</c>)
/// are looked at, and only as far as all variables in them are known; the build itself finds the rest.
/// </summary>
internal sealed class SourceImageCycles(StreamCatalog catalog, SecretVariables secrets)
{
    private const string DirectoryPrefix = "dir://";

    // What a manifest says fits many times.
    private const int LongestManifest = 1024 * 1024;

    private readonly Dictionary<string, string?> _sources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    /// <summary>Reports each cycle once.</summary>
    /// <param name="streams">The streams to begin with.</param>
    /// <param name="cursors">Where they stand in the configuration, by name.</param>
    public void Check(IEnumerable<ImageStream> streams, IReadOnlyDictionary<string, JsonCursor> cursors)
    {
        foreach (var stream in streams)
        {
            var way = new List<string>();
            for (var name = stream.Name; name is not null; name = SourceOf(name))
            {
                var earlier = way.IndexOf(name);
                if (earlier >= 0)
                {
                    var cycle = string.Join(" -> ", way.Skip(earlier).Append(name));
                    cursors[stream.Name].StreamError("its source images form a cycle: " + secrets.Masker.Mask(cycle));
                }

                if (earlier >= 0 || _done.Contains(name))
                {
                    break;
                }

                way.Add(name);
            }

            _done.UnionWith(way);
        }
    }

    private string? SourceOf(string name)
    {
        if (!_sources.TryGetValue(name, out var source))
        {
            source = ReadSource(name);
            _sources.Add(name, source);
        }

        return source;
    }

    private string? ReadSource(string name)
    {
        try
        {
            if (catalog.Find(name) is not ImageStream stream)
            {
                return null;
            }

            var none = ImmutableDictionary<string, string>.Empty;
            var ofUrl = VariableScope.ForStream(stream, none, secrets.Values);
            var url = ofUrl.Expand(stream.ManifestUrl);
            return url.StartsWith(DirectoryPrefix + "/", StringComparison.Ordinal)
                ? ReadSource(
                    url[DirectoryPrefix.Length..],
                    ofUrl.Expand(stream.ManifestDirectory),
                    VariableScope.ForStream(stream, none))
                : null;
        }
        catch (Exception e) when (e is ImaginatorException or IOException)
        {
            // Not knowable now: no such manifest (yet), a name of two patterns. Whoever builds it is told.
            return null;
        }
    }

    private static string? ReadSource(string tree, string directory, VariableScope scope)
    {
        using var root = TreeRoot.OpenManifest(tree);
        using var file = root.OpenFile($"{directory}/manifest");
        var text = new byte[Math.Min(LongestManifest, RandomAccess.GetLength(file))];
        RandomAccess.Read(file, text, 0);
        // Faults of the manifest are not faults of the configuration.
        var faults = new FaultList();
        var source = JsonReader.Read(text, tree, faults) is { } node
            ? JsonCursor.Root(node, tree, faults).AsFields()?.Text("SourceImage")
            : null;
        return source is null || !IsKnown(source, scope) ? null : scope.Expand(source);
    }

    private static bool IsKnown(string text, VariableScope scope)
    {
        var known = true;
        VariableExpander.Expand(text, name =>
        {
            var value = scope.Lookup(name);
            known &= value is not null;
            return value;
        });
        return known;
    }
}
