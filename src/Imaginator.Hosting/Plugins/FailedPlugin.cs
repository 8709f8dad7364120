using System.Collections.Immutable;
using Imaginator.Hosting.Plugins.Checking;

namespace Imaginator.Hosting.Plugins;

/// <summary>A plugin that could not be loaded.</summary>
public sealed record FailedPlugin(string Name, string Folder, string Reason)
{
    /// <summary>The version of its assembly; null if it is unknown.</summary>
    public string? Version { get; init; }

    /// <summary>The faults that the reason consists of, if the plugin was checked; otherwise empty.</summary>
    public ImmutableArray<PluginFault> Faults { get; init; } = [];

    /// <summary>The name, and the version if it is known.</summary>
    public string NameAndVersion => Version is null ? Name : $"{Name} {Version}";
}
