using Imaginator.State.Builds;

namespace Imaginator.State.History;

/// <summary>
/// The state of a stream: its last build that succeeded or failed, and the image of its last build that succeeded, or null
/// for none.
/// </summary>
public sealed record LatestBuild(BuildId Id, bool IsGood, DateTimeOffset? FinishedAt, string? ImageName);
