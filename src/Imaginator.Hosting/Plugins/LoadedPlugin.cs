using System.Collections.Immutable;

namespace Imaginator.Hosting.Plugins;

/// <summary>A plugin that was loaded.</summary>
/// <param name="Name">Its name: that of its folder.</param>
/// <param name="Version">The version of its assembly.</param>
/// <param name="Description">What it says of itself, in one line.</param>
/// <param name="File">The absolute path of its assembly.</param>
/// <param name="Provides">What it provides, for people: <c>packager deb</c>, <c>manifests https</c>, <c>image server local</c>.</param>
public sealed record LoadedPlugin(
    string Name, string Version, string Description, string File, ImmutableArray<string> Provides);
