using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Recording.History;

/// <summary>How a stream stands.</summary>
internal sealed record LatestBuild(BuildId Id, bool IsGood, DateTimeOffset? FinishedAt, string? ImageName);
