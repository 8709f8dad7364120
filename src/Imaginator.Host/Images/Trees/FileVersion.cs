namespace Imaginator.Host.Images.Trees;

/// <summary>A state of a file in successive images of a stream.</summary>
/// <param name="FirstImage">The oldest image with this state.</param>
/// <param name="FirstImageCreatedOn">The creation time of the oldest image with this state.</param>
/// <param name="LastImage">The newest image with this state.</param>
/// <param name="Images">The number of images with this state.</param>
/// <param name="File">The file; null if these images do not have it.</param>
internal sealed record FileVersion(
    string FirstImage, DateTimeOffset FirstImageCreatedOn, string LastImage, int Images, TreeFile? File);
