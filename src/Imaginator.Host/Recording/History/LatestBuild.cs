using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Recording.History;

/// <summary>How a stream stands.</summary>
/// <param name="Id">Its last build that succeeded or failed.</param>
/// <param name="IsGood">Whether that one succeeded.</param>
/// <param name="FinishedAt">When that one was over.</param>
/// <param name="ImageName">The image of the last build that succeeded; null for none.</param>
internal sealed record LatestBuild(BuildId Id, bool IsGood, DateTimeOffset? FinishedAt, string? ImageName);
