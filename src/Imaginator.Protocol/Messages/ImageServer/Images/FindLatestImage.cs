using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>FindLatestImage</c>.</summary>
public sealed record FindLatestImageRequest
{
    public string BuildCommitId { get; init; } = "";

    public string DirectoryName { get; init; } = "";

    public bool IgnoreExpiringImages { get; init; }

    [GobType("tags.MatchTags")]
    public IReadOnlyDictionary<string, ImmutableArray<string>>? TagsToMatch { get; init; }
}

/// <summary>The response of <c>FindLatestImage</c>.</summary>
public sealed record FindLatestImageResponse
{
    public string ImageName { get; init; } = "";

    public string Error { get; init; } = "";
}
