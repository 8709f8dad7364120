using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.History.Records;

/// <summary>
/// The state of a stream: its last build that succeeded or failed, and the image of its last build that succeeded, or null
/// for none.
/// </summary>
internal sealed record LatestBuild(BuildId Id, bool IsGood, DateTimeOffset? FinishedAt, string? ImageName);
