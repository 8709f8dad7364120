using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Checking;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>
/// Checks the names of plugins and settings in the field <c>Plugins</c> of the main configuration. The values are checked by the plugin.
/// </summary>
internal static class PluginFieldCheck
{
    public static void Check(JsonCursor? field, PluginSet plugins)
    {
        string[] names =
        [
            .. plugins.Loaded.Select(plugin => plugin.Name),
            .. plugins.Failed.Select(plugin => plugin.Name),
            .. plugins.Skipped.Select(plugin => plugin.Name),
        ];
        foreach (var (name, entry) in field?.AsEntries() ?? [])
        {
            if (entry.AsRequiredFields() is not null)
            {
                CheckSettings(name, entry, plugins.Loaded.FirstOrDefault(plugin => plugin.Name == name));
            }

            if (!names.Contains(name))
            {
                var probable = NearestName.Find(name, names);
                entry.Warn($"unknown plugin \"{name}\"" + (probable is null ? "" : $"; did you mean \"{probable}\"?"));
            }
        }
    }

    /// <summary>
    /// Finds the setting that the reason of a failed plugin names, so that the fault has the line of the setting; null if there is none.
    /// </summary>
    public static ConfigurationLocation? FindSetting(JsonNode? root, string source, FailedPlugin plugin)
    {
        var entry = FindPlugin(root, source, plugin.Name);
        return MembersOf(entry)
            .Where(member => NamesWord(plugin.Reason, member.Name))
            .OrderByDescending(member => member.Name.Length)
            .Select(member => entry!.Member(member).Location)
            .FirstOrDefault();
    }

    /// <summary>Finds the faulty setting of a failed plugin; null if the fault is not that of a setting, or the setting is not there.</summary>
    public static ConfigurationLocation? FindSetting(JsonNode? root, string source, FailedPlugin plugin, PluginFault fault)
    {
        var entry = FindPlugin(root, source, plugin.Name);
        var name = fault.Setting.Split(ConfigurationPath.KeyDelimiter)[0];
        return MembersOf(entry)
            .Where(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
            .Select(member => entry!.Member(member).Location)
            .LastOrDefault();
    }

    private static JsonCursor? FindPlugin(JsonNode? root, string source, string plugin)
    {
        // The faults of the field itself are reported by the check.
        var fields = root is null ? null : JsonCursor.Root(root, source, new FaultList()).AsFields();
        return fields?.Find(PluginSettingsBinder.FieldName)?.AsEntries()?.FirstOrDefault(pair => pair.Key == plugin).Value;
    }

    private static ImmutableArray<JsonMember> MembersOf(JsonCursor? entry) => (entry?.Node as JsonTable)?.Members ?? [];

    private static bool NamesWord(string text, string word)
    {
        for (var i = 0; word.Length > 0 && (i = text.IndexOf(word, i, StringComparison.OrdinalIgnoreCase)) >= 0; i++)
        {
            if ((i == 0 || !char.IsLetterOrDigit(text[i - 1]))
                && (i + word.Length == text.Length || !char.IsLetterOrDigit(text[i + word.Length])))
            {
                return true;
            }
        }

        return false;
    }

    // Only the plugin knows which settings it has: those that it declared or read.
    private static void CheckSettings(string plugin, JsonCursor entry, LoadedPlugin? loaded)
    {
        var known = loaded?.KnownSettings;
        foreach (var member in MembersOf(entry))
        {
            var setting = entry.Member(member);
            var isValue = false;
            if (string.Equals(member.Name, PluginSettings.EnabledKey, StringComparison.OrdinalIgnoreCase))
            {
                CheckEnabled(plugin, setting);
            }
            else if (known?.TryGetValue(member.Name, out isValue) == false)
            {
                setting.Warn(DescribeUnknown(member.Name, loaded!, [.. known.Keys, PluginSettings.EnabledKey]));
            }
            else if (isValue && setting.Node is JsonTable or JsonList)
            {
                setting.Warn($"setting \"{member.Name}\" of plugin {plugin} is ignored: it must be a text, a number, true or false");
            }
        }
    }

    private static string DescribeUnknown(string setting, LoadedPlugin plugin, string[] known)
    {
        if (NearestName.Find(setting, known) is { } probable)
        {
            return $"unknown setting \"{setting}\" of plugin {plugin.Name}; did you mean \"{probable}\"?";
        }

        // A plugin that reads its settings without a declaration can read more of them later.
        return plugin.DeclaresSettings
            ? $"unknown setting \"{setting}\" of plugin {plugin.Name}; known settings: {string.Join(", ", known.Order(StringComparer.Ordinal))}"
            : $"the plugin {plugin.Name} did not read the setting \"{setting}\" when it was loaded; remove the setting unless the "
                + "documentation of the plugin names it";
    }

    private static void CheckEnabled(string plugin, JsonCursor setting)
    {
        if (setting.Node is not JsonBoolean)
        {
            setting.StreamError($"invalid value of \"{PluginSettings.EnabledKey}\" of plugin {plugin}: it must be true or false, not {setting.Node.Kind}");
        }
    }
}
