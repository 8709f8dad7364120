namespace Imaginator.Hosting.Plugins;

/// <summary>A plugin that could not be loaded.</summary>
/// <param name="Name">Its name: that of its folder.</param>
/// <param name="Folder">The absolute path of its folder.</param>
/// <param name="Reason">Why, for people, in one line.</param>
public sealed record FailedPlugin(string Name, string Folder, string Reason);
