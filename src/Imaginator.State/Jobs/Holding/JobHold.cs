using Imaginator.State.Builds;

namespace Imaginator.State.Jobs.Holding;

/// <summary>
/// Identifies the holder of a job: all three must match. After a failover to a standby that lacks the last commits, a fence can be given a
/// second time, but to another incarnation.
/// </summary>
public readonly record struct JobHold(BuildId Job, long Fence, Guid Incarnation);
