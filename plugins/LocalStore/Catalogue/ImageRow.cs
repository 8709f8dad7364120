using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>An image as the catalogue keeps it.</summary>
internal sealed record ImageRow
{
    /// <summary>Grows with each image, and is never used twice.</summary>
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

    /// <summary>Other objects that the image needs: build log, release notes.</summary>
    public required IReadOnlyList<ObjectHash> Attachments { get; init; }

    /// <summary>The rest, in the form of <see cref="Format.ImageFormat"/>.</summary>
    public required byte[] Metadata { get; init; }

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;
}
