using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Hosting.Plugins;

/// <summary>The settings that plugins get when they register services. Keys have the form of <see cref="IConfiguration"/>: <c>A:B:0</c>.</summary>
public sealed record PluginSettings
{
    /// <summary>No settings.</summary>
    public static PluginSettings None { get; } = new();

    /// <summary>For all plugins: values of flags.</summary>
    public ImmutableDictionary<string, string?> Shared { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>
    /// By plugin name: the field <c>Plugins</c> of the main configuration. They override the shared settings.
    /// </summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, string?>> OfPlugins { get; init; } =
        ImmutableDictionary.Create<string, ImmutableDictionary<string, string?>>(StringComparer.Ordinal);

    /// <summary>All settings of a plugin.</summary>
    internal IConfiguration Of(string plugin) => new ConfigurationBuilder().AddInMemoryCollection(AllOf(plugin)).Build();

    /// <summary>All settings of a plugin, by key in any case.</summary>
    internal ImmutableDictionary<string, string?> AllOf(string plugin) => ImmutableDictionary
        .Create<string, string?>(StringComparer.OrdinalIgnoreCase)
        .SetItems(Shared)
        .SetItems(OfPlugins.GetValueOrDefault(plugin) ?? []);
}
