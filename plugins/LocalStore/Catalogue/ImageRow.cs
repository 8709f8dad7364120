using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>An image in the catalogue.</summary>
internal sealed record ImageRow
{
    /// <summary>Increases with each image and is never reused.</summary>
    public long Id { get; init; }

    public required string Name { get; init; }

    public ImageState State { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required string Branch { get; init; }

    public required string CommitId { get; init; }

    public required ulong TotalDataBytes { get; init; }

    /// <summary>The object that holds the tree.</summary>
    public required ObjectHash Tree { get; init; }

    /// <summary>Other objects of the image: build log and release notes.</summary>
    public required IReadOnlyList<ObjectHash> Attachments { get; init; }

    /// <summary>The other metadata, in the format of <see cref="Images.Serialization.ImageSerializer.WriteMetadata"/>.</summary>
    public required byte[] Metadata { get; init; }

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;
}
