using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>The state of the daemon as the API shows it.</summary>
internal sealed record ApiStatus
{
    public required string Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? BuildRequestsDisabledUntil { get; init; }

    public DateTimeOffset? AutoBuildsDisabledUntil { get; init; }

    /// <summary>The reason why no build starts; null if builds start.</summary>
    public string? BlockedReason { get; init; }

    public required int MaximumConcurrentBuilds { get; init; }

    public required int Streams { get; init; }

    public required int BootstrapStreams { get; init; }

    public required int Patterns { get; init; }

    public required ImmutableArray<ApiBuild> Running { get; init; }

    public required ImmutableArray<ApiBuild> Queued { get; init; }

    /// <summary>The number of streams whose last build failed.</summary>
    public required int FailedStreams { get; init; }

    public required ImmutableArray<ApiConfigurationFault> ConfigurationFaults { get; init; }

    public required ImmutableArray<ApiPlugin> Plugins { get; init; }

    /// <summary>Plugins that could not be loaded.</summary>
    public required ImmutableArray<ApiUnloadedPlugin> FailedPlugins { get; init; }

    /// <summary>Plugins that are disabled or overridden.</summary>
    public required ImmutableArray<ApiUnloadedPlugin> SkippedPlugins { get; init; }

    /// <summary>Names that two plugins claim: one sentence each.</summary>
    public required ImmutableArray<string> PluginConflicts { get; init; }
}
