using System.Collections.Immutable;

namespace Imaginator.ImageStores;

/// <summary>Selects images of one image stream.</summary>
public sealed record ImageQuery
{
    /// <summary>The name of the stream: the directory that the images are in, without a slash at its end.</summary>
    public required string StreamName { get; init; }

    /// <summary>Leaves out images that expire.</summary>
    public bool IgnoreExpiringImages { get; init; }

    /// <summary>The commit id or branch that the image must have been built from; null or empty for any.</summary>
    public string? BuildCommitId { get; init; }

    /// <summary>Every key must be a tag of the image, with one of the values.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> TagsToMatch { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;
}
