using System.Collections.Immutable;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Guarding;

namespace Imaginator.Host.Web.Api;

/// <summary>A loaded plugin.</summary>
internal sealed record ApiPlugin(string Name, string Version, ImmutableArray<string> Provides)
{
    /// <summary>The calls since the start of the daemon that did not end after their cancellation.</summary>
    public long GivenUpCalls { get; init; }

    /// <summary>The exceptions since the start of the daemon that the contract does not permit.</summary>
    public long Faults { get; init; }

    /// <summary>Why the plugin is disabled until the next start; null if it is not.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Describes a plugin.</summary>
    /// <param name="condition">Its condition; null if nothing watches it.</param>
    public static ApiPlugin Of(LoadedPlugin plugin, PluginCondition? condition) => new(plugin.Name, plugin.Version, plugin.Provides)
    {
        GivenUpCalls = condition?.GivenUpCalls ?? 0,
        Faults = condition?.Faults ?? 0,
        DisabledReason = condition?.DisabledReason,
    };
}
