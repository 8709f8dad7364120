using System.Collections.Immutable;
using Imaginator.Host.Web.Api.Messages.Builds;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>The state of the daemon as the API shows it.</summary>
internal sealed record ApiStatus
{
    /// <summary>The version of the daemon.</summary>
    public required string Version { get; init; }

    /// <summary>The start of the daemon.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The end of the pause of build requests; absent if they are accepted.</summary>
    public DateTimeOffset? BuildRequestsDisabledUntil { get; init; }

    /// <summary>Whether there are automatic builds at all.</summary>
    public required bool HasAutoBuilds { get; init; }

    /// <summary>The end of the pause of automatic builds; absent if there is none.</summary>
    public DateTimeOffset? AutoBuildsDisabledUntil { get; init; }

    /// <summary>The reason why no build starts; absent if builds start.</summary>
    public string? BlockedReason { get; init; }

    /// <summary>The number of slots.</summary>
    public required int MaximumConcurrentBuilds { get; init; }

    /// <summary>The number of configured streams.</summary>
    public required int Streams { get; init; }

    public required int BootstrapStreams { get; init; }

    public required int Patterns { get; init; }

    public required ImmutableArray<ApiBuild> Running { get; init; }

    public required ImmutableArray<ApiBuild> Queued { get; init; }

    /// <summary>The number of configured streams whose last build failed.</summary>
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
