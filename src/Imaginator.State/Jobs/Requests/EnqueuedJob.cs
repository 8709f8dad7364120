using Imaginator.State.Builds;

namespace Imaginator.State.Jobs.Requests;

/// <summary>The answer to a request. Immutable.</summary>
/// <param name="Refusal">The reason of a refusal; null if the request is accepted.</param>
/// <param name="Id">The build of the request; of a refusal of further joins, the build that has too many; otherwise 0.</param>
/// <param name="IsJoined">Whether the request joined an existing job.</param>
/// <param name="Limit">The limit that the request exceeds; 0 for none.</param>
/// <param name="PausedUntil">The end of the pause that refuses the request; null for none.</param>
public sealed record EnqueuedJob(JobRefusal? Refusal, BuildId Id, bool IsJoined, long Limit, DateTimeOffset? PausedUntil);
