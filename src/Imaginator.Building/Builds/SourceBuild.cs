namespace Imaginator.Building.Builds;

/// <summary>Builds a source image that another build needs. Cancelling it leaves that build.</summary>
/// <returns>The source image.</returns>
public delegate Task<BuildResult> SourceBuild(BuildRequest request, CancellationToken cancellationToken);
