using System.Collections.Immutable;

namespace Imaginator.Host.Schedule;

/// <summary>A cycle of rebuilds as it was at one moment.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it was over; null if it is not.</param>
/// <param name="Streams">Its streams, by name.</param>
internal sealed record RebuildCycleSnapshot(
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, ImmutableArray<StreamRebuild> Streams);
