using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Configuration.Binding;

namespace Imaginator.Hosting.Configuration;

/// <summary>
/// The text of the main configuration, read but not yet checked: plugins are loaded with the settings in it, and it is
/// checked with what the plugins provide.
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

    /// <summary>Where it was read from.</summary>
    public ConfigurationSource Source { get; }

    /// <summary>
    /// The settings of plugins by the plugin's name, flattened to keys such as <c>A:B:0</c>; none if the text could not be
    /// read, which is reported when it is checked.
    /// </summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, string?>> PluginSettings { get; }

    /// <summary>Whether another text has the same settings of plugins, which are given to plugins when they are loaded.</summary>
    /// <param name="other">The other text.</param>
    /// <returns>Whether it has.</returns>
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
