using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Builds;

/// <summary>The build of an accepted order. Immutable.</summary>
/// <param name="Id">The build, which is queued or running, or has ended if <paramref name="IsRepeated"/> is set.</param>
/// <param name="Joined">Whether the order joined a build that existed before.</param>
/// <param name="IsRepeated">Whether the order repeats an earlier one with the same idempotency key, and started nothing.</param>
internal sealed record StartedBuild(BuildId Id, bool Joined, bool IsRepeated);
