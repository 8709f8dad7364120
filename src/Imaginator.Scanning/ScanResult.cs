using Imaginator.Images;

namespace Imaginator.Scanning;

/// <summary>A scanned tree.</summary>
/// <param name="Tree">The tree; all objects it refers to have been added to the upload.</param>
public sealed record ScanResult(FileSystemTree Tree, ScanStatistics Statistics)
{
    /// <summary>Files that an image cannot hold.</summary>
    public SkippedFiles Skipped { get; init; } = SkippedFiles.None;
}
