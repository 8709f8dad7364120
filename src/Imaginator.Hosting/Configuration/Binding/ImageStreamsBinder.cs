using System.Collections.Immutable;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Plugins;
using Imaginator.Scanning.Filtering;
using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Reads the image streams configuration.</summary>
internal sealed class ImageStreamsBinder(PluginSet plugins, SecretVariables secrets)
{
    private static readonly VariableScope Machine = new(VariableScope.OfMachine);

    private static readonly ImmutableDictionary<string, string> Empty = ImmutableDictionary<string, string>.Empty;

    private readonly Dictionary<string, JsonCursor> _cursors = new(StringComparer.Ordinal);

    /// <summary>The location of each stream, by name.</summary>
    public IReadOnlyDictionary<string, JsonCursor> Cursors => _cursors;

    public ImageStreamsConfiguration Bind(JsonFields fields)
    {
        var streams = StreamTable.Read(fields.Find("Streams"))
            .Select(entry => BindStream(entry.Name, entry.Cursor)).OfType<ImageStream>().ToList();
        var patterns = (fields.Find("StreamPatterns")?.AsEntries() ?? [])
            .Select(entry => BindPattern(entry.Key, entry.Value)).OfType<StreamPattern>().ToImmutableArray();
        fields.WarnOfMisspelt();
        return new ImageStreamsConfiguration(streams, patterns);
    }

    private ImageStream? BindStream(string name, JsonCursor cursor)
    {
        if (cursor.AsRequiredFields() is not { } fields)
        {
            return null;
        }

        _cursors.Add(name, cursor);
        var stream = ImageStreamsConfiguration.WithName(BindDefinition(name, fields), name);
        CheckManifestUrl(fields, stream, UrlVariables.ForStream(stream, Empty, secrets.Values));
        return stream;
    }

    private StreamPattern? BindPattern(string key, JsonCursor cursor)
    {
        var pattern = Machine.ExpandIfAllKnown(key);
        cursor = cursor with { Subject = $"stream pattern \"{pattern}\": " };
        if (cursor.AsRequiredFields() is not { } fields)
        {
            return null;
        }

        var definition = BindDefinition(pattern, fields);
        CheckManifestUrl(fields, definition, UrlVariables.ForSite(secrets.Values));
        try
        {
            return new StreamPattern(GoRegex.Compile(pattern, fullMatch: true), definition);
        }
        catch (GoRegexException e)
        {
            cursor.Error($"invalid {e.Clause()}");
            return null;
        }
    }

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
        return definition;
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
