using System.Collections.Immutable;

namespace Imaginator.ImageStores;

/// <summary>Conditions for images of one image stream. All conditions must hold. Images that have expired match no query.</summary>
public sealed class ImageQuery
{
    /// <summary>The name of the image stream: the directory that contains the images, without a trailing slash.</summary>
    public required string StreamName { get; init; }

    /// <summary>True to skip images that have an expiration time.</summary>
    public bool IgnoreExpiringImages { get; init; }

    /// <summary>The commit ID or branch that the image must be built from. Null or empty for any.</summary>
    public string? BuildCommitId { get; init; }

    /// <summary>Tags that the image must have: for each key, one of the values.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> TagsToMatch { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;
}
