using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>How the daemon stands.</summary>
internal sealed record ApiStatus
{
    public required string Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? BuildRequestsDisabledUntil { get; init; }

    public DateTimeOffset? AutoBuildsDisabledUntil { get; init; }

    /// <summary>Why no build starts at all.</summary>
    public string? Obstacle { get; init; }

    public required int MaximumConcurrentBuilds { get; init; }

    public required int Streams { get; init; }

    public required int BootstrapStreams { get; init; }

    public required int Patterns { get; init; }

    public required ImmutableArray<ApiBuild> Running { get; init; }

    public required ImmutableArray<ApiBuild> Queued { get; init; }

    /// <summary>How many streams there are whose last build failed.</summary>
    public required int FailedStreams { get; init; }

    public required ImmutableArray<ApiConfigurationFault> ConfigurationFaults { get; init; }

    public required ImmutableArray<ApiPlugin> Plugins { get; init; }
}
