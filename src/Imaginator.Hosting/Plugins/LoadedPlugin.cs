using System.Collections.Immutable;

namespace Imaginator.Hosting.Plugins;

/// <summary>A loaded plugin.</summary>
public sealed record LoadedPlugin(
    string Name, string Version, string Description, string File, ImmutableArray<string> Provides);
