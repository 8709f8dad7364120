using System.Collections.Immutable;

namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>The plugin that a fetcher loads.</summary>
/// <param name="PluginFolder">The absolute path of the folder of the plugin.</param>
/// <param name="Settings">The settings of the plugin, including the shared ones.</param>
internal sealed record FetcherSetup(string PluginFolder, ImmutableDictionary<string, string?> Settings);
