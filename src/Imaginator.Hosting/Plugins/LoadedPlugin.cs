using System.Collections.Immutable;
using Imaginator.Plugins;

namespace Imaginator.Hosting.Plugins;

/// <summary>A loaded plugin.</summary>
public sealed record LoadedPlugin(
    string Name, string Version, string Description, string File, ImmutableArray<string> Provides)
{
    /// <summary>
    /// The names of the settings that the plugin declared, read while it was loaded or says that it reads later, in any case, with true for
    /// those that are single values; null if they are unknown.
    /// </summary>
    public ImmutableDictionary<string, bool>? KnownSettings { get; init; }

    /// <summary>Whether the plugin declared its settings: it has no others than the known ones.</summary>
    public bool DeclaresSettings { get; init; }

    /// <summary>The settings that the plugin declared with their types.</summary>
    public ImmutableArray<SettingDeclaration> SettingDeclarations { get; init; } = [];
}
