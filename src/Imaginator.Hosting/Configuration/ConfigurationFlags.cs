using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Configuration;

/// <summary>Flags that locate the configuration.</summary>
public static class ConfigurationFlags
{
    private const string Group = "Configuration";

    /// <summary>The location of the main configuration.</summary>
    public static Flag<string> ConfigurationUrl { get; } = new(
        "configurationUrl", FlagTypes.Url, "file:///etc/imaginator/conf.json",
        "Main configuration: a file:, http: or https: URL, or a path.") { Group = Group };

    /// <summary>The same flag for a program that reads only the settings of plugins from the main configuration.</summary>
    public static Flag<string> PluginConfigurationUrl { get; } = new(
        ConfigurationUrl.Name, FlagTypes.Url, ConfigurationUrl.Default,
        "Main configuration of the daemon, from which this program reads the settings of plugins (field Plugins): a file:, http: or https: "
        + "URL, or a path. If the flag is not given, the file can be missing.") { Group = "Plugins" };

    /// <summary>The file of secret variables; empty for none.</summary>
    public static Flag<string> VariablesFile { get; } = new(
        "variablesFile", FlagTypes.File, "",
        "File of secret variables: NAME=Value lines or a JSON object. Only its owner must be able to read or write it.")
    { Group = Group };

    /// <summary>All flags of this group.</summary>
    public static ImmutableArray<Flag> All { get; } = [ConfigurationUrl, VariablesFile];
}
