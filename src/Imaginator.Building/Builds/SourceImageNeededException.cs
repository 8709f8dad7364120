using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>
/// The source image is missing or too old, and the request forbids building it. The requestor can build it and repeat the
/// request.
/// </summary>
public sealed class SourceImageNeededException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="streamName">The requested stream.</param>
    /// <param name="sourceImage">The stream that must be built first.</param>
    /// <param name="buildVariables">The variables that the manifest sets for it.</param>
    /// <param name="gitCommitId">The commit that the manifest requires; empty for any.</param>
    /// <param name="tooOld">The image that matches but is too old, or whose age is not known; null for none.</param>
    /// <param name="ageFault">The fault of its age, as the rest of a sentence.</param>
    public SourceImageNeededException(
        string streamName,
        string sourceImage,
        ImmutableSortedDictionary<string, string> buildVariables,
        string gitCommitId,
        string? tooOld = null,
        string? ageFault = null)
        : base(
            $"{streamName}: no suitable source image of {sourceImage}"
            + $"{(tooOld is null ? "" : $" ({tooOld} {ageFault})")}: build that stream first")
    {
        TooOld = tooOld;
        SourceImage = sourceImage;
        BuildVariables = buildVariables;
        GitCommitId = gitCommitId;
    }

    /// <summary>The stream that must be built.</summary>
    public string SourceImage { get; }

    /// <summary>The variables that the manifest sets for it.</summary>
    public ImmutableSortedDictionary<string, string> BuildVariables { get; }

    /// <summary>The commit that the manifest requires; empty for any.</summary>
    public string GitCommitId { get; }

    /// <summary>The image that matches but is older than the request allows, or whose age is not known; null for none.</summary>
    public string? TooOld { get; }
}
