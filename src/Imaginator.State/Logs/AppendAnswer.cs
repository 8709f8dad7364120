namespace Imaginator.State.Logs;

/// <summary>The answer to a piece of a log. Immutable.</summary>
/// <param name="IsHeld">Whether the caller holds the job.</param>
/// <param name="End">The end of the log in bytes: where the next piece begins.</param>
/// <param name="CancelReason">The reason of the cancellation; null if the job is not cancelled.</param>
/// <param name="IsFollowed">Whether a person follows the log now.</param>
public sealed record AppendAnswer(bool IsHeld, long End, string? CancelReason, bool IsFollowed);
