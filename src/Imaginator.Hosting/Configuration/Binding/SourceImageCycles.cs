using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>
/// Finds image streams that are their own source, directly or through other streams. Only manifests on this machine
/// (<c>dir:</c>) whose variables are known are checked; builds find the other cycles.
/// </summary>
internal sealed class SourceImageCycles(StreamCatalog catalog, SecretVariables secrets)
{
    private const string DirectoryPrefix = "dir://";

    // Far more than a manifest has.
    private const int MaximumManifestBytes = 1024 * 1024;

    private readonly Dictionary<string, string?> _sources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    /// <summary>Reports each cycle once.</summary>
    public void Check(IEnumerable<ImageStream> streams, IReadOnlyDictionary<string, JsonCursor> cursors)
    {
        foreach (var stream in streams)
        {
            var path = new List<string>();
            var cycle = SourceImageCycle.Find(stream.Name, name =>
            {
                path.Add(name);
                return _done.Contains(name) ? null : SourceOf(name);
            });
            if (!cycle.IsEmpty)
            {
                cursors[stream.Name]
                    .StreamError("its source images form a cycle: " + secrets.Masker.Mask(string.Join(" -> ", cycle)));
            }

            _done.UnionWith(path);
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
            var ofUrl = UrlVariables.ForStream(stream, none, secrets.Values);
            var url = ofUrl.Expand(stream.ManifestUrl).Value;
            return url.StartsWith(DirectoryPrefix + "/", StringComparison.Ordinal)
                ? ReadSource(
                    url[DirectoryPrefix.Length..],
                    ofUrl.ExpandDirectory(stream.ManifestDirectory),
                    VariableScope.ForStream(stream, none))
                : null;
        }
        catch (Exception e) when (e is ImaginatorException or IOException)
        {
            // Unknown now: the manifest does not exist, or two patterns match. A build reports it.
            return null;
        }
    }

    private static string? ReadSource(string tree, string directory, VariableScope scope)
    {
        using var root = TreeRoot.OpenManifest(tree);
        using var file = root.OpenFile($"{directory}/manifest");
        var text = new byte[Math.Min(MaximumManifestBytes, RandomAccess.GetLength(file))];
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
