using System.Collections.Immutable;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Guarding;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>A loaded plugin.</summary>
internal sealed record ApiPlugin
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>What the plugin provides, for example "packager deb".</summary>
    public required ImmutableArray<string> Provides { get; init; }

    /// <summary>The calls since the start of the daemon that did not end after their cancellation.</summary>
    public required long GivenUpCalls { get; init; }

    /// <summary>The exceptions since the start of the daemon that the contract does not permit.</summary>
    public required long Faults { get; init; }

    /// <summary>Why the plugin is disabled until the next start; absent if it is not.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Describes a plugin.</summary>
    /// <param name="condition">Its condition; null if nothing watches it.</param>
    public static ApiPlugin Of(LoadedPlugin plugin, PluginCondition? condition) => new()
    {
        Name = plugin.Name,
        Version = plugin.Version,
        Provides = plugin.Provides,
        GivenUpCalls = condition?.GivenUpCalls ?? 0,
        Faults = condition?.Faults ?? 0,
        DisabledReason = condition?.DisabledReason,
    };
}
