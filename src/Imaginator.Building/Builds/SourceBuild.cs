namespace Imaginator.Building.Builds;

/// <summary>Builds a source image that another build needs.</summary>
/// <param name="request">What to build.</param>
/// <param name="cancellationToken">The build that needs it is being cancelled.</param>
/// <returns>The source image.</returns>
public delegate Task<BuildResult> SourceBuild(BuildRequest request, CancellationToken cancellationToken);
