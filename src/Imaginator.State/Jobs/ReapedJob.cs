using Imaginator.State.Builds;

namespace Imaginator.State.Jobs;

/// <summary>A job whose worker was lost. Immutable.</summary>
/// <param name="Id">The job.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Fence">The new fence; the daemon holds the job under it if it must be recovered.</param>
/// <param name="ReservedName">The name to look for in the store if the job must be recovered; otherwise null.</param>
/// <param name="Worker">The lost worker; null if the job had none.</param>
public sealed record ReapedJob(BuildId Id, ReapedFate Fate, long Fence, string? ReservedName, string? Worker);
