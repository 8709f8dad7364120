using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>FindLatestImage</c> is asked.</summary>
internal sealed record FindLatestImageRequest
{
    public string BuildCommitId { get; init; } = "";

    public string DirectoryName { get; init; } = "";

    public bool IgnoreExpiringImages { get; init; }

    [GobType("tags.MatchTags")]
    public IReadOnlyDictionary<string, ImmutableArray<string>>? TagsToMatch { get; init; }
}

/// <summary>What <c>FindLatestImage</c> answers.</summary>
internal sealed record FindLatestImageResponse
{
    public string ImageName { get; init; } = "";

    public string Error { get; init; } = "";
}
