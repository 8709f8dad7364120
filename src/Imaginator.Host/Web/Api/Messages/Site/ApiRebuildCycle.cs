using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>A cycle of automatic builds, which rebuilds each stream once.</summary>
internal sealed record ApiRebuildCycle
{
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Absent while the cycle runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The streams, by name.</summary>
    public required ImmutableArray<ApiRebuild> Streams { get; init; }
}
