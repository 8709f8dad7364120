namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>A plugin that was installed from a package.</summary>
/// <param name="Name">The name of the plugin and of its folder.</param>
/// <param name="Package">The package.</param>
internal sealed record InstalledPlugin(string Name, InstalledPackage Package);
