using Imaginator.Images;

namespace Imaginator.Building.Scanning;

/// <summary>A scanned tree.</summary>
/// <param name="Tree">The tree; all objects it refers to have been added to the upload.</param>
internal sealed record ScanResult(FileSystemTree Tree, ScanStatistics Statistics);
