using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Plugins.S3.Formats;

namespace Imaginator.Plugins.S3.Catalogue;

/// <summary>The part of the record of an image that lists and queries use.</summary>
internal sealed record CachedImage
{
    public required string Key { get; init; }

    public required string Tag { get; init; }

    public required string Name { get; init; }

    public required ImageState State { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required ulong TotalDataBytes { get; init; }

    public required string Branch { get; init; }

    public required string CommitId { get; init; }

    public required ImmutableSortedDictionary<string, string> Tags { get; init; }

    public required ObjectHash Tree { get; init; }

    public required ImmutableArray<ObjectHash> Attachments { get; init; }

    /// <summary>True if the image exists for callers.</summary>
    public bool Exists(DateTimeOffset now) => State == ImageState.Listed && (ExpiresAt is not { } expiresAt || expiresAt > now);
}
