namespace Imaginator.Host.Schedule;

/// <summary>The state of the automatic rebuilds for operators. Immutable.</summary>
/// <param name="NextAt">The start of the next scheduled cycle; null before the daemon has started.</param>
/// <param name="Latest">The running or else the last cycle; null before the first.</param>
internal sealed record RebuildStatus(DateTimeOffset? NextAt, RebuildCycleSnapshot? Latest);
