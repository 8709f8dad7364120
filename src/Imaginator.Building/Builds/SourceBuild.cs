namespace Imaginator.Building.Builds;

/// <summary>Builds a source image that another build needs.</summary>
internal delegate Task<BuildResult> SourceBuild(BuildRequest request, CancellationToken cancellationToken);
