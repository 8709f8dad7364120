using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Hosting.Plugins;

/// <summary>What plugins are told when they are registered. Keys are as in <see cref="IConfiguration"/>: <c>A:B:0</c>.</summary>
public sealed record PluginSettings
{
    /// <summary>No settings.</summary>
    public static PluginSettings None { get; } = new();

    /// <summary>Settings that every plugin gets, such as values of flags.</summary>
    public ImmutableDictionary<string, string?> Shared { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>
    /// Settings of single plugins by the plugin's name: the main configuration's <c>Plugins</c>. They override the shared
    /// ones.
    /// </summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, string?>> OfPlugins { get; init; } =
        ImmutableDictionary.Create<string, ImmutableDictionary<string, string?>>(StringComparer.Ordinal);

    /// <summary>What one plugin is told.</summary>
    /// <param name="plugin">The plugin's name.</param>
    /// <returns>The settings.</returns>
    internal IConfiguration Of(string plugin) => new ConfigurationBuilder()
        .AddInMemoryCollection(Shared)
        .AddInMemoryCollection(OfPlugins.GetValueOrDefault(plugin) ?? [])
        .Build();
}
