using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>ListSelectedImages</c>.</summary>
public sealed record ListSelectedImagesRequest
{
    public string DirectoryName { get; init; } = "";

    public bool IgnoreExpiringImages { get; init; }

    [GobType("tags.MatchTags")]
    public IReadOnlyDictionary<string, ImmutableArray<string>>? TagsToMatch { get; init; }
}
