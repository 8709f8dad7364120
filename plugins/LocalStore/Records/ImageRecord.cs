using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.LocalStore.Catalogue;

namespace Imaginator.Plugins.LocalStore.Records;

/// <summary>What the catalogue contains of an image, in a file beside the objects: the catalogue can be rebuilt from such files.</summary>
internal sealed record ImageRecord(
    string Name, DateTimeOffset CreatedOn, DateTimeOffset? ExpiresAt, ulong TotalDataBytes, ObjectHash Tree, byte[] Metadata)
{
    public static ImageRecord Of(ImageRow row) =>
        new(row.Name, row.CreatedOn, row.ExpiresAt, row.TotalDataBytes, row.Tree, row.Metadata);

    /// <summary>The image for a new catalogue. Throws <see cref="ImageFormatException"/> if its metadata cannot be read.</summary>
    public ImageRow ToRow()
    {
        var image = ImageSerializer.ReadMetadata(Metadata);
        return new ImageRow
        {
            Name = Name,
            CreatedOn = CreatedOn,
            ExpiresAt = ExpiresAt,
            Branch = image.BuildBranch,
            CommitId = image.BuildCommitId,
            TotalDataBytes = TotalDataBytes,
            Tree = Tree,
            Attachments = [.. image.EnumerateAttachments()],
            Metadata = Metadata,
        };
    }
}
