namespace Imaginator.State.Jobs.Holding;

/// <summary>A job that a worker holds. Immutable.</summary>
/// <param name="Hold">The job and its fence.</param>
/// <param name="CancelReason">The reason of the cancellation; null if the job is not cancelled.</param>
/// <param name="IsFollowed">Whether a person follows the log now.</param>
public sealed record HeldJob(JobHold Hold, string? CancelReason, bool IsFollowed);
