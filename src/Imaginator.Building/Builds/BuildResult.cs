using Imaginator.Images;

namespace Imaginator.Building.Builds;

/// <summary>A build that succeeded.</summary>
/// <param name="ImageName">The name that the image was published under.</param>
/// <param name="Image">The image as it was published.</param>
/// <param name="Statistics">What the build did.</param>
public sealed record BuildResult(string ImageName, Image Image, BuildStatistics Statistics);
