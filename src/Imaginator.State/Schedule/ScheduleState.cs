namespace Imaginator.State.Schedule;

/// <summary>The schedule. Immutable.</summary>
/// <param name="NextAt">The time of the next cycle; null for none.</param>
/// <param name="Latest">The cycle that runs, or the last one; null for none.</param>
public sealed record ScheduleState(DateTimeOffset? NextAt, ScheduledCycle? Latest);
