using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Plugins;
using Imaginator.Scanning.Filtering;
using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Reads the image streams configuration. A fault of one stream makes that stream unusable, and no other.</summary>
internal sealed class ImageStreamsBinder(PluginSet plugins, SecretVariables secrets)
{
    private static readonly VariableScope Machine = new(VariableScope.OfMachine);

    // Of any name: only the names of the variables matter.
    private static readonly ImmutableDictionary<string, string> NamesInVariables = VariableScope.OfStreamName("");

    private static readonly ImmutableDictionary<string, string> Empty = ImmutableDictionary<string, string>.Empty;

    private readonly Dictionary<string, JsonCursor> _cursors = new(StringComparer.Ordinal);

    /// <summary>The location of each stream, by name.</summary>
    public IReadOnlyDictionary<string, JsonCursor> Cursors => _cursors;

    public ImageStreamsConfiguration Bind(JsonFields fields)
    {
        var streams = StreamTable.Read(fields.Find("Streams"))
            .Select(entry => BindStream(entry.Name, entry.Cursor)).ToList();
        var patterns = (fields.Find("StreamPatterns")?.AsEntries() ?? [])
            .Select(entry => BindPattern(entry.Key, entry.Value)).OfType<StreamPattern>().ToImmutableArray();
        fields.WarnOfMisspelt();
        return new ImageStreamsConfiguration(streams, patterns);
    }

    private ImageStream BindStream(string name, JsonCursor cursor)
    {
        _cursors.Add(name, cursor);
        var faults = new FaultList();
        var stream = Unusable(name);
        if ((cursor with { Faults = faults }).AsRequiredFields() is { } fields)
        {
            stream = ImageStreamsConfiguration.WithName(BindDefinition(name, fields), name);
            CheckManifestUrl(fields, stream, UrlVariables.ForStream(stream, Empty, secrets.Values));
        }

        return stream with { Fault = StreamFaults.Move(faults, cursor.Faults) };
    }

    private StreamPattern? BindPattern(string key, JsonCursor cursor)
    {
        var pattern = Machine.ExpandIfAllKnown(key);
        var faults = new FaultList();
        var own = cursor with { Subject = $"stream pattern \"{pattern}\": ", Faults = faults };
        var definition = Unusable(pattern);
        if (own.AsRequiredFields() is { } fields)
        {
            definition = BindDefinition(pattern, fields);
            CheckManifestUrl(fields, definition, UrlVariables.ForSite(secrets.Values));
        }

        var expression = Compile(own, pattern);
        definition = definition with { Fault = StreamFaults.Move(faults, cursor.Faults) };

        // Which streams an invalid pattern stands for is unknown: they are unknown streams.
        return expression is null ? null : new StreamPattern(expression, definition);
    }

    private static GoRegex? Compile(JsonCursor cursor, string pattern)
    {
        try
        {
            return GoRegex.Compile(pattern, fullMatch: true);
        }
        catch (GoRegexException e)
        {
            cursor.Error($"invalid {e.Clause()}");
            return null;
        }
    }

    private static ImageStream Unusable(string name) => new() { Name = name, ManifestUrl = "" };

    private static ImageStream BindDefinition(string name, JsonFields fields)
    {
        var directory = fields.Text("ManifestDirectory") ?? "";
        if (directory.Split('/').Contains(".."))
        {
            fields.Find("ManifestDirectory")!.Error($"invalid manifest directory \"{directory}\": it leaves the tree of the manifest; remove \"..\"");
        }

        var definition = new ImageStream
        {
            Name = name,
            ManifestUrl = fields.RequiredText("ManifestUrl") ?? "",
            ManifestDirectory = directory,
            BuilderUsers = fields.Texts("BuilderUsers") ?? [],
            BuilderGroups = fields.Texts("BuilderGroups") ?? [],
            Variables = fields.Find("Variables")?.AsTextTable()
                ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
            RequestVariables = RequestVariablesBinder.Bind(fields),
            Limits = LimitsBinder.BindLimits(fields),
            Network = LimitsBinder.BindNetwork(fields),
            NetworkHosts = LimitsBinder.BindNetworkHosts(fields),
            Identities = IdentitiesBinder.Bind(fields),
        };
        fields.WarnOfMisspelt();
        WarnOfUndefined(fields.Find("Variables"));
        return definition;
    }

    private static void WarnOfUndefined(JsonCursor? table)
    {
        // Faults of the table itself are reported already.
        var entries = (table is null ? null : table with { Faults = new FaultList() })?.AsEntries() ?? [];
        foreach (var (_, entry) in entries)
        {
            foreach (var undefined in entry.Node is JsonText { Value: var text }
                ? VariableExpander.FindUndefined(text, name => NamesInVariables.GetValueOrDefault(name))
                : [])
            {
                (entry with { Faults = table!.Faults }).Warn(VariableExpander.DescribeUndefined(undefined));
            }
        }
    }

    private void CheckManifestUrl(JsonFields fields, ImageStream stream, UrlVariables variables)
    {
        if (stream.ManifestUrl.Length > 0)
        {
            ManifestUrlCheck.Check(
                fields.Find("ManifestUrl")!, stream.ManifestUrl, variables, plugins);
        }
    }
}
