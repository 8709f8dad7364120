using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Configuration.Binding;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Configuration.Loading;

/// <summary>
/// The main configuration before it is checked: plugins are loaded with its settings, and it is checked against the parts of the
/// plugins.
/// </summary>
public sealed class MainConfigurationDocument
{
    internal MainConfigurationDocument(ConfigurationSource source, JsonNode? root, FaultList faults)
    {
        Source = source;
        Root = root;
        Faults = faults.ToImmutable();
        PluginSettings = PluginSettingsBinder.Bind(root);
    }

    public ConfigurationSource Source { get; }

    /// <summary>
    /// The settings of plugins by plugin name, flattened to keys such as <c>A:B:0</c>. Empty if the text is invalid, which is reported
    /// by the check.
    /// </summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, string?>> PluginSettings { get; }

    /// <summary>The settings with which plugins are loaded.</summary>
    public PluginSettings ToPluginSettings() => new()
    {
        OfPlugins = PluginSettings,
        Locations = PluginSettingsBinder.Locate(Root, Source.Display),
    };

    /// <summary>Whether the settings of plugins are equal. Plugins get them only when they are loaded.</summary>
    public bool HasSamePluginSettings(MainConfigurationDocument other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return PluginSettings.Count == other.PluginSettings.Count && PluginSettings.All(plugin =>
            other.PluginSettings.TryGetValue(plugin.Key, out var theirs)
            && theirs.Count == plugin.Value.Count
            && plugin.Value.All(setting => theirs.TryGetValue(setting.Key, out var value) && value == setting.Value));
    }

    internal JsonNode? Root { get; }

    internal ImmutableArray<ConfigurationFault> Faults { get; }
}
