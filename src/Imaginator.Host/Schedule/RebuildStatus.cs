namespace Imaginator.Host.Schedule;

/// <summary>How the automatic rebuilds stand, for operators.</summary>
/// <param name="NextAt">When the next cycle begins by itself; null before the daemon has started.</param>
/// <param name="Latest">The cycle that runs, or else the last one; null before the first.</param>
internal sealed record RebuildStatus(DateTimeOffset? NextAt, RebuildCycleSnapshot? Latest);
