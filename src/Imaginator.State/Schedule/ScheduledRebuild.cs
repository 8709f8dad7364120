using Imaginator.State.Builds;

namespace Imaginator.State.Schedule;

/// <summary>A rebuild of a cycle: its plan, its state, and its build, null before it is submitted. Immutable.</summary>
public sealed record ScheduledRebuild(PlannedRebuild Plan, StreamRebuild State, BuildId? Build);
