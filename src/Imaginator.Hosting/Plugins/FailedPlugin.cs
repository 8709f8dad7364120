using System.Collections.Immutable;
using Imaginator.Hosting.Plugins.Checking;

namespace Imaginator.Hosting.Plugins;

/// <summary>A plugin that could not be loaded.</summary>
public sealed record FailedPlugin(string Name, string Folder, string Reason)
{
    /// <summary>The faults that the reason consists of, if the plugin was checked; otherwise empty.</summary>
    public ImmutableArray<PluginFault> Faults { get; init; } = [];
}
