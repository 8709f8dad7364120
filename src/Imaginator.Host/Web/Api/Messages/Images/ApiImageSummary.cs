using Imaginator.ImageStores;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>An entry in a list of images. Dominator's imageserver lists names only.</summary>
internal sealed record ApiImageSummary
{
    public required string Name { get; init; }

    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>Absent for an image that never expires, or if the store does not list the time.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The size of the regular files.</summary>
    public ulong? Bytes { get; init; }

    public static ApiImageSummary Of(ImageSummary image) => new()
    {
        Name = image.Name,
        CreatedOn = image.CreatedOn,
        ExpiresAt = image.ExpiresAt,
        Bytes = image.TotalDataBytes,
    };
}
