namespace Imaginator.Building.Builds;

/// <summary>The decision about the build of a source image.</summary>
/// <param name="Request">The request to build.</param>
/// <param name="Foreign">The foreign inputs of the build.</param>
public sealed record SourceBuildDecision(BuildRequest Request, ForeignInputs Foreign)
{
    /// <summary>Whether the image is private to the stream that needs it.</summary>
    public bool IsPrivate => Request.Private is not null;
}
