using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Plugins.Checking;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Hosting.Plugins;

/// <summary>The settings that plugins get when they register services. Keys have the form of <see cref="IConfiguration"/>: <c>A:B:0</c>.</summary>
public sealed record PluginSettings
{
    /// <summary>The setting of each plugin that the program reads itself: false disables the plugin.</summary>
    internal const string EnabledKey = "enabled";

    /// <summary>No settings.</summary>
    public static PluginSettings None { get; } = new();

    /// <summary>For all plugins: values of flags.</summary>
    public ImmutableDictionary<string, string?> Shared { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>
    /// By plugin name: the field <c>Plugins</c> of the main configuration. They override the shared settings.
    /// </summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, string?>> OfPlugins { get; init; } =
        ImmutableDictionary.Create<string, ImmutableDictionary<string, string?>>(StringComparer.Ordinal);

    /// <summary>By plugin name and setting, in any case: where the main configuration has the settings, for errors.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, ConfigurationLocation>> Locations { get; init; } =
        ImmutableDictionary.Create<string, ImmutableDictionary<string, ConfigurationLocation>>(StringComparer.Ordinal);

    /// <summary>The fault of a setting of a plugin, with the location of the setting.</summary>
    internal PluginFault Locate(string plugin, SettingFault fault) => new(fault.Message, fault.Setting)
    {
        Location = Locations.GetValueOrDefault(plugin)?.GetValueOrDefault(fault.Setting.Split(ConfigurationPath.KeyDelimiter)[0]),
    };

    /// <summary>All settings of a plugin.</summary>
    internal IConfiguration Of(string plugin) => new ConfigurationBuilder().AddInMemoryCollection(AllOf(plugin)).Build();

    /// <summary>Whether the configuration lets a plugin be loaded.</summary>
    internal bool IsEnabled(string plugin) => !string.Equals(
        OfPlugins.GetValueOrDefault(plugin)?.FirstOrDefault(IsEnabledKey).Value, "false", StringComparison.OrdinalIgnoreCase);

    /// <summary>All settings of a plugin, by key in any case, without those that the program reads itself.</summary>
    internal ImmutableDictionary<string, string?> AllOf(string plugin) => ImmutableDictionary
        .Create<string, string?>(StringComparer.OrdinalIgnoreCase)
        .SetItems(Shared)
        .SetItems(OfPlugins.TryGetValue(plugin, out var own) ? own.Where(setting => !IsEnabledKey(setting)) : []);

    private static bool IsEnabledKey(KeyValuePair<string, string?> setting) =>
        string.Equals(setting.Key, EnabledKey, StringComparison.OrdinalIgnoreCase);
}
