using Imaginator.Images;

namespace Imaginator.Building.Builds;

/// <summary>A build that succeeded.</summary>
/// <param name="ImageName">The name that the image was published under; empty where it was only to be returned.</param>
/// <param name="Image">The image as it was published, or is to be.</param>
/// <param name="Statistics">What the build did.</param>
public sealed record BuildResult(string ImageName, Image Image, BuildStatistics Statistics)
{
    /// <summary>
    /// Nothing was built: the image had been there, and was made from the same inputs; see
    /// <see cref="BuildRequest.SkipIfUnchangedFor"/>.
    /// </summary>
    public bool IsUnchanged { get; init; }

    /// <summary>
    /// The image that was the newest of the stream, where the new one is the same to every machine; null where it is not.
    /// </summary>
    public string? SameAs { get; init; }
}
