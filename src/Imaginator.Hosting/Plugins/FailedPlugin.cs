namespace Imaginator.Hosting.Plugins;

/// <summary>A plugin that could not be loaded.</summary>
public sealed record FailedPlugin(string Name, string Folder, string Reason);
