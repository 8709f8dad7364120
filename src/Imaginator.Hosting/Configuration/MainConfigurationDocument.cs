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

    internal JsonNode? Root { get; }

    internal ImmutableArray<ConfigurationFault> Faults { get; }
}
