using Imaginator.Images;

namespace Imaginator.ImageStores;

/// <summary>The origin of an image that is added on behalf of a client.</summary>
public sealed record ImageOrigin
{
    /// <summary>The user who adds the image: becomes <see cref="Image.CreatedBy"/>. Empty if the user is unknown.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The creation time: becomes <see cref="Image.CreatedOn"/>. Null for the present time.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>True to permit the name of a deleted image, for example when an archived image is restored.</summary>
    public bool MayReuseName { get; init; }
}
