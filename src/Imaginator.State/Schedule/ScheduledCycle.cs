using System.Collections.Immutable;

namespace Imaginator.State.Schedule;

/// <summary>A cycle of rebuilds. Immutable.</summary>
/// <param name="Number">Later cycles have greater numbers.</param>
/// <param name="StartedAt">The start.</param>
/// <param name="FinishedAt">The end; null while the cycle runs.</param>
/// <param name="Rebuilds">The rebuilds in the order of the plan.</param>
public sealed record ScheduledCycle(
    long Number, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, ImmutableArray<ScheduledRebuild> Rebuilds);
