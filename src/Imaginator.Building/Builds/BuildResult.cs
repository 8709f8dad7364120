using Imaginator.Images;

namespace Imaginator.Building.Builds;

/// <summary>A build that succeeded.</summary>
/// <param name="ImageName">The name of the published image; empty if the image is only returned.</param>
/// <param name="Image">The image.</param>
/// <param name="Statistics">The build in numbers.</param>
public sealed record BuildResult(string ImageName, Image Image, BuildStatistics Statistics)
{
    /// <summary>
    /// Nothing was built: an existing image was made from the same inputs; see
    /// <see cref="BuildRequest.SkipIfUnchangedFor"/>.
    /// </summary>
    public bool IsUnchanged { get; init; }

    /// <summary>
    /// The previous image of the stream, if the new image is identical to it on every machine; otherwise null.
    /// </summary>
    public string? SameAs { get; init; }
}
