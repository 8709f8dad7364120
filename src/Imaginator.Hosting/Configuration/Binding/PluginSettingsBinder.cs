using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Reads the field <c>Plugins</c> of the main configuration: settings by plugin name.</summary>
internal static class PluginSettingsBinder
{
    public const string FieldName = "Plugins";

    /// <summary>The settings by plugin name, flattened to keys such as <c>A:B:0</c>; empty if the root is null.</summary>
    public static ImmutableDictionary<string, ImmutableDictionary<string, string?>> Bind(JsonNode? root)
    {
        var plugins = ImmutableDictionary.CreateBuilder<string, ImmutableDictionary<string, string?>>(StringComparer.Ordinal);
        foreach (var member in MembersOf(MembersOf(root).LastOrDefault(member => member.Name == FieldName)?.Value))
        {
            plugins[member.Name] = Flatten(member.Value);
        }

        return plugins.ToImmutable();
    }

    /// <summary>Where the settings are, by plugin name and name of the setting in any case; empty if the root is null.</summary>
    public static ImmutableDictionary<string, ImmutableDictionary<string, ConfigurationLocation>> Locate(JsonNode? root, string source)
    {
        var plugins = ImmutableDictionary.CreateBuilder<string, ImmutableDictionary<string, ConfigurationLocation>>(StringComparer.Ordinal);
        foreach (var member in MembersOf(MembersOf(root).LastOrDefault(member => member.Name == FieldName)?.Value))
        {
            var settings = ImmutableDictionary.CreateBuilder<string, ConfigurationLocation>(StringComparer.OrdinalIgnoreCase);
            foreach (var setting in MembersOf(member.Value))
            {
                settings[setting.Name] = new ConfigurationLocation(source, setting.Line);
            }

            plugins[member.Name] = settings.ToImmutable();
        }

        return plugins.ToImmutable();
    }

    /// <summary>The settings in a table, flattened to keys such as <c>A:B:0</c>, in any case.</summary>
    public static ImmutableDictionary<string, string?> Flatten(JsonNode table)
    {
        var settings = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.OrdinalIgnoreCase);
        Flatten(table, "", settings);
        return settings.ToImmutable();
    }

    private static ImmutableArray<JsonMember> MembersOf(JsonNode? node) => (node as JsonTable)?.Members ?? [];

    private static void Flatten(JsonNode node, string key, ImmutableDictionary<string, string?>.Builder settings)
    {
        switch (node)
        {
            case JsonTable table:
                foreach (var member in table.Members)
                {
                    Flatten(member.Value, Join(key, member.Name), settings);
                }

                break;
            case JsonList list:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    Flatten(list.Items[i], Join(key, i.ToString(CultureInfo.InvariantCulture)), settings);
                }

                break;
            case JsonText text:
                settings[key] = text.Value;
                break;
            case JsonNumber number:
                settings[key] = number.Value;
                break;
            case JsonBoolean boolean:
                settings[key] = boolean.Value ? "true" : "false";
                break;
        }
    }

    private static string Join(string key, string name) => key.Length == 0 ? name : $"{key}:{name}";
}
