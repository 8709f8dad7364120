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
    /// <param name="tooOld">The image that would do if it were not too old; null for none.</param>
    public SourceImageNeededException(
        string streamName,
        string sourceImage,
        ImmutableSortedDictionary<string, string> buildVariables,
        string gitCommitId,
        string? tooOld = null)
        : base(
            $"{streamName}: no suitable source image of {sourceImage}"
            + $"{(tooOld is null ? "" : $" ({tooOld} is too old)")}: build that stream first")
    {
        TooOld = tooOld;
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

    /// <summary>The image that would do if it were not older than the request allows; null for none.</summary>
    public string? TooOld { get; }
}
