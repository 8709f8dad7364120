using System.Collections.Immutable;

namespace Imaginator.Host.Schedule;

/// <summary>
/// A cycle of rebuilds at one moment, with its streams by name; the end is null while the cycle is running. Immutable.
/// </summary>
internal sealed record RebuildCycleSnapshot(
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, ImmutableArray<StreamRebuild> Streams);
