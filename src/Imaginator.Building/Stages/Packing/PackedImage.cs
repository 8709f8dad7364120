using Imaginator.Images;

namespace Imaginator.Building.Stages.Packing;

/// <summary>An image that lacks only its build log, its expiration and its name.</summary>
/// <param name="Image">The image.</param>
/// <param name="NewObjects">The number of objects that the image store did not have.</param>
/// <param name="NewBytes">The size of those objects in bytes.</param>
/// <param name="SameAs">The newest image of the stream if this one is identical; otherwise null.</param>
internal sealed record PackedImage(Image Image, long NewObjects, long NewBytes, string? SameAs);
