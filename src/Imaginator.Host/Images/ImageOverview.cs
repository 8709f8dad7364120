using Imaginator.Host.Images.Trees;
using Imaginator.Images;

namespace Imaginator.Host.Images;

/// <summary>An image without its tree.</summary>
internal sealed record ImageOverview
{
    public required string Name { get; init; }

    /// <summary>
    /// The metadata: times, creator, source image, tags, owners, filter, triggers, packages, build log. <see cref="Image.FileSystem"/> is
    /// null.
    /// </summary>
    public required Image Metadata { get; init; }

    /// <summary>The contents in numbers.</summary>
    public required TreeTotals Totals { get; init; }

    /// <summary>Whether the expiration time has passed. The store then delivers the image only as long as a build uses it.</summary>
    public required bool IsExpired { get; init; }

    /// <summary>The directory that contains the image, usually the name of its stream.</summary>
    public string StreamName => ImageName.StreamOf(Name);

    /// <summary>Whether the store has the build log of the image. The archive of build logs can have it otherwise.</summary>
    public bool HasBuildLog => Metadata.BuildLog?.Object is not null;
}
