using System.Text.Json;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Plugins;
using Imaginator.Plugins;

namespace Imaginator.Hosting.Schemas;

/// <summary>The schema of the field <c>Plugins</c>: the settings that the loaded plugins declare or read.</summary>
internal static class PluginSettingsSchema
{
    private const string Type = "type";
    private const string AdditionalProperties = "additionalProperties";

    /// <summary>Writes the members of the schema object.</summary>
    public static void Write(Utf8JsonWriter json, PluginSet plugins)
    {
        WriteTypes(json, JsonShape.Table, "null");
        json.WriteStartObject("properties");
        foreach (var plugin in plugins.Loaded)
        {
            json.WriteStartObject(plugin.Name);
            WritePlugin(json, plugin);
            json.WriteEndObject();
        }

        json.WriteEndObject();

        // Plugins that are not loaded where the schema is made.
        json.WriteStartObject(AdditionalProperties);
        json.WriteString(Type, JsonShape.Table);
        json.WriteEndObject();
    }

    private static void WritePlugin(Utf8JsonWriter json, LoadedPlugin plugin)
    {
        json.WriteString("description", plugin.Description);
        json.WriteString(Type, JsonShape.Table);
        json.WriteStartObject("properties");
        json.WriteStartObject(PluginSettings.EnabledKey);
        json.WriteString("description", SchemaTexts.OfEnabled);
        json.WriteString(Type, JsonShape.Boolean);
        json.WriteEndObject();
        foreach (var setting in plugin.SettingDeclarations)
        {
            json.WriteStartObject(setting.Name);
            WriteSetting(json, setting);
            json.WriteEndObject();
        }

        // The types of settings that the plugin only reads are unknown.
        foreach (var name in (plugin.KnownSettings?.Keys ?? []).Order(StringComparer.Ordinal)
            .Where(name => !plugin.SettingDeclarations.Any(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase))))
        {
            json.WriteStartObject(name);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteRequired(json, [.. plugin.SettingDeclarations.Where(setting => setting.IsRequired).Select(setting => setting.Name)]);
        if (plugin.DeclaresSettings)
        {
            json.WriteBoolean(AdditionalProperties, false);
        }
    }

    private static void WriteSetting(Utf8JsonWriter json, SettingDeclaration setting)
    {
        if (setting.Description.Length > 0)
        {
            json.WriteString("description", setting.Description);
        }

        switch (setting.Type)
        {
            case SettingType.Boolean:
                json.WriteString(Type, JsonShape.Boolean);
                break;
            case SettingType.Number:
                json.WriteString(Type, JsonShape.WholeNumber);
                break;
            case SettingType.Size:
                WriteTypes(json, JsonShape.WholeNumber, JsonShape.Text);
                break;
            case SettingType.Choice:
                WriteWords(json, "enum", setting.Words);
                break;
            case SettingType.List:
                json.WriteString(Type, JsonShape.List);
                json.WriteStartObject("items");
                json.WriteString(Type, JsonShape.Text);
                json.WriteEndObject();
                break;
            default:
                json.WriteString(Type, JsonShape.Text);
                break;
        }
    }

    private static void WriteRequired(Utf8JsonWriter json, string[] names)
    {
        if (names.Length > 0)
        {
            WriteWords(json, "required", names);
        }
    }

    private static void WriteTypes(Utf8JsonWriter json, params string[] types) => WriteWords(json, Type, types);

    private static void WriteWords(Utf8JsonWriter json, string name, IEnumerable<string> words)
    {
        json.WriteStartArray(name);
        foreach (var word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }
}
