using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Plugins;

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
                CheckSettings(name, entry, plugins.Loaded.FirstOrDefault(plugin => plugin.Name == name)?.KnownSettings);
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
        // The faults of the field itself are reported by the check.
        var fields = root is null ? null : JsonCursor.Root(root, source, new FaultList()).AsFields();
        var entry = fields?.Find(PluginSettingsBinder.FieldName)?.AsEntries()?.FirstOrDefault(pair => pair.Key == plugin.Name).Value;
        return MembersOf(entry)
            .Where(member => NamesWord(plugin.Reason, member.Name))
            .OrderByDescending(member => member.Name.Length)
            .Select(member => entry!.Member(member).Location)
            .FirstOrDefault();
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

    // Only the plugin knows which settings it has: those that it read. Null if they are unknown.
    private static void CheckSettings(string plugin, JsonCursor entry, ImmutableDictionary<string, bool>? known)
    {
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
                // A plugin of somebody else can read a setting later without saying so.
                setting.Warn(NearestName.Find(member.Name, known.Keys.Append(PluginSettings.EnabledKey)) is { } probable
                    ? $"unknown setting \"{member.Name}\" of plugin {plugin}; did you mean \"{probable}\"?"
                    : $"the plugin {plugin} did not read the setting \"{member.Name}\" when it was loaded; remove the setting unless the "
                        + "documentation of the plugin names it");
            }
            else if (isValue && setting.Node is JsonTable or JsonList)
            {
                setting.Warn($"setting \"{member.Name}\" of plugin {plugin} is ignored: it must be a text, a number, true or false");
            }
        }
    }

    private static void CheckEnabled(string plugin, JsonCursor setting)
    {
        if (setting.Node is not JsonBoolean)
        {
            setting.StreamError($"invalid value of \"{PluginSettings.EnabledKey}\" of plugin {plugin}: it must be true or false, not {setting.Node.Kind}");
        }
    }
}
