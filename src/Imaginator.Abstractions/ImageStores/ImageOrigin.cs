using Imaginator.Images;

namespace Imaginator.ImageStores;

/// <summary>Where an image comes from that is added on behalf of somebody.</summary>
public sealed record ImageOrigin
{
    /// <summary>Who adds it: <see cref="Image.CreatedBy"/>; empty if nobody knows.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was added first: <see cref="Image.CreatedOn"/>; null for now.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>Whether it may have a name that was used before: that of an archived image which is taken back.</summary>
    public bool MayReuseName { get; init; }
}
