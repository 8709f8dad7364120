using Imaginator.Images;

namespace Imaginator.Building.Stages;

/// <summary>An image that only lacks its build log, its expiration and its name.</summary>
/// <param name="Image">The image.</param>
/// <param name="NewObjects">Objects that the image server did not have.</param>
/// <param name="NewBytes">The size of those objects in bytes.</param>
/// <param name="SameAs">The stream's newest image, where this one is the same; else null.</param>
internal sealed record PackedImage(Image Image, long NewObjects, long NewBytes, string? SameAs);
