using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Formats;

namespace Imaginator.Plugins.S3.Catalogue;

/// <summary>A record of an image that was read.</summary>
/// <param name="Key">The key of the record.</param>
/// <param name="Tag">The entity tag of the record.</param>
/// <param name="Record">The record.</param>
internal sealed record StoredImage(string Key, string Tag, ImageRecord Record)
{
    /// <summary>True if the image exists for callers.</summary>
    public bool Exists(DateTimeOffset now) =>
        Record.State == ImageState.Listed && (Record.ExpiresAt is not { } expiresAt || expiresAt > now);

    /// <summary>The image without its tree.</summary>
    /// <exception cref="ImageFormatException">The metadata are invalid.</exception>
    public Image ToImage() =>
        ImageSerializer.ReadMetadata(Record.Metadata) with { CreatedOn = Record.CreatedOn, ExpiresAt = Record.ExpiresAt };

    /// <summary>The part for lists and queries.</summary>
    /// <exception cref="ImageFormatException">The metadata are invalid.</exception>
    public CachedImage ToCached()
    {
        var image = ToImage();
        return new CachedImage
        {
            Key = Key,
            Tag = Tag,
            Name = Record.Name,
            State = Record.State,
            CreatedOn = Record.CreatedOn,
            ExpiresAt = Record.ExpiresAt,
            TotalDataBytes = Record.TotalDataBytes,
            Branch = image.BuildBranch,
            CommitId = image.BuildCommitId,
            Tags = image.Tags,
            Tree = Record.Tree,
            Attachments = [.. image.EnumerateAttachments()],
        };
    }
}
