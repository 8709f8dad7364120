using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>
/// The source image is missing or too old, and the request says that it must not be built first. Whoever asked builds
/// it and asks again.
/// </summary>
public sealed class SourceImageNeededException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="streamName">The stream that was to be built.</param>
    /// <param name="sourceImage">The stream that must be built first.</param>
    /// <param name="buildVariables">The variables that the manifest demands for it.</param>
    /// <param name="gitCommitId">The commit that the manifest demands; empty for any.</param>
    public SourceImageNeededException(
        string streamName,
        string sourceImage,
        ImmutableSortedDictionary<string, string> buildVariables,
        string gitCommitId)
        : base($"{streamName}: no suitable source image of {sourceImage}: build that stream first")
    {
        SourceImage = sourceImage;
        BuildVariables = buildVariables;
        GitCommitId = gitCommitId;
    }

    /// <summary>The stream that must be built.</summary>
    public string SourceImage { get; }

    /// <summary>The variables that the manifest demands for it.</summary>
    public ImmutableSortedDictionary<string, string> BuildVariables { get; }

    /// <summary>The commit that the manifest demands; empty for any.</summary>
    public string GitCommitId { get; }
}
