namespace Imaginator.Host.Images.Differences;

/// <summary>How a path differs between two images.</summary>
internal enum FileDifferenceKind
{
    /// <summary>Only the second image has the path.</summary>
    Added,

    /// <summary>Only the first image has the path.</summary>
    Removed,

    /// <summary>Both images have the path, and it differs.</summary>
    Changed,
}
