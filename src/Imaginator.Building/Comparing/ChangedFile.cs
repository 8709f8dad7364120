using Imaginator.Images;

namespace Imaginator.Building.Comparing;

/// <summary>A path that both images have, and that differs.</summary>
/// <param name="Path">The path; <c>/</c> for the root.</param>
/// <param name="Before">The inode in the first image.</param>
/// <param name="After">The inode in the second image.</param>
public sealed record ChangedFile(string Path, FileChanges Changes, Inode Before, Inode After);
