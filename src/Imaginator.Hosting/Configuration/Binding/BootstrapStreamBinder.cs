using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Manifests;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Plugins;
using Imaginator.Packagers;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Reads the bootstrap streams. A fault of one stream makes that stream unusable, and no other.</summary>
internal sealed class BootstrapStreamBinder(
    ImmutableDictionary<string, PackagerType> packagerTypes, PluginSet plugins, BootstrapExtras extras)
{
    private static readonly VariableScope Machine = new(VariableScope.OfMachine);

    public async Task<ImmutableSortedDictionary<string, BootstrapStream>> BindAllAsync(
        JsonCursor? table, CancellationToken cancellationToken)
    {
        var streams = ImmutableSortedDictionary.CreateBuilder<string, BootstrapStream>(StringComparer.Ordinal);
        foreach (var (name, cursor) in StreamTable.Read(table))
        {
            var faults = new FaultList();
            var stream = (cursor with { Faults = faults }).AsRequiredFields() is { } fields
                ? await BindAsync(name, fields, cancellationToken)
                : new BootstrapStream { Name = name, BootstrapCommand = [], PackagerType = "" };
            streams[name] = stream with { Fault = StreamFaults.Move(faults, cursor.Faults) };
        }

        return streams.ToImmutable();
    }

    private async Task<BootstrapStream> BindAsync(string name, JsonFields fields, CancellationToken cancellationToken)
    {
        var command = fields.FindRequired("BootstrapCommand");
        if (command is null or { Node: JsonList { Items: [] } })
        {
            (command ?? fields.Cursor).Error("BootstrapCommand is missing or empty");
        }

        var owners = fields.Find("Owners")?.AsFields();
        var stream = new BootstrapStream
        {
            Name = name,
            BootstrapCommand = [.. (command?.AsTexts() ?? []).Select(Machine.ExpandEarly)],
            PackagerType = BindPackagerType(fields),
            FilterLines = FilterLineList.Read(fields.Find("FilterLines")) ?? [],
            ImageFilter = await extras.LoadFilterAsync(fields.Find("ImageFilterUrl"), cancellationToken),
            ImageTags = await extras.LoadTagsAsync(fields.Find("ImageTagsUrl"), cancellationToken)
                ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
            ImageTriggers = await extras.LoadTriggersAsync(fields.Find("ImageTriggersUrl"), cancellationToken),
            OwnerGroups = owners?.Texts("Groups") ?? [],
            OwnerUsers = owners?.Texts("Users") ?? [],
            RequestVariables = RequestVariablesBinder.Bind(fields),
            Limits = LimitsBinder.BindLimits(fields),
            Network = LimitsBinder.BindNetwork(fields),
            NetworkHosts = LimitsBinder.BindNetworkHosts(fields),
            Identities = IdentitiesBinder.Bind(fields),
        };
        owners?.WarnOfMisspelt();
        fields.WarnOfMisspelt();
        WarnOfUndefined(command, stream);
        return stream;
    }

    // A shell variable in a script is the usual case: the script would get nothing in its place.
    private static void WarnOfUndefined(JsonCursor? command, BootstrapStream stream)
    {
        var known = new VariableScope(VariableScope.OfStreamName(stream.Name)).With("dir", "");
        string? Find(string name) => RequestVariableRules.IsDeclared(stream, name) ? "" : known.Lookup(name);

        // Faults of the list itself are reported already.
        var arguments = (command is null ? null : command with { Faults = new FaultList() })?.AsList() ?? [];
        foreach (var argument in arguments)
        {
            foreach (var undefined in argument.Node is JsonText { Value: var text } ? VariableExpander.FindUndefined(text, Find) : [])
            {
                (argument with { Faults = command!.Faults }).Warn(
                    $"{VariableExpander.DescribeUndefined(undefined)}; a request can set it only if {RequestVariableRules.Field} declares it");
            }
        }
    }

    private string BindPackagerType(JsonFields fields)
    {
        var type = fields.RequiredText("PackagerType");
        if (type is not null && !packagerTypes.ContainsKey(type))
        {
            fields.Find("PackagerType")!.Error(plugins.NotLoaded(
                $"packager type \"{type}\"", PluginPart.Packager(type), packagerTypes.Keys.Order(StringComparer.Ordinal)));
        }

        return type ?? "";
    }
}
