using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>Asks for one build of a stream.</summary>
public sealed record BuildRequest
{
    /// <summary>The stream to build.</summary>
    public required string StreamName { get; init; }

    /// <summary>How long the image lives after it was built; zero for ever.</summary>
    public TimeSpan ExpiresIn { get; init; }

    /// <summary>The branch, tag or commit of the manifest; null or empty for the default one.</summary>
    public string? GitBranch { get; init; }

    /// <summary>A source image older than this counts as missing; zero for any age.</summary>
    public TimeSpan MaxSourceAge { get; init; }

    /// <summary>The build, source images included, fails after this time.</summary>
    public TimeSpan MaximumBuildDuration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Variables for expansion, besides the stream's.</summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Fails with <see cref="SourceImageNeededException"/> where a source image would have to be built first.</summary>
    public bool DisableRecursiveBuild { get; init; }

    /// <summary>
    /// The image is returned instead of being added to the image server; its objects are added, and stay there for a while.
    /// </summary>
    public bool ReturnImage { get; init; }

    /// <summary>
    /// Where the stream's newest image was made from the same inputs and is not older than this, its life is extended and
    /// nothing is built; zero to build in any case.
    /// </summary>
    public TimeSpan SkipIfUnchangedFor { get; init; }

    /// <summary>Who asked; recorded in the image.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>How long each of the image's tests may take; null for what the configuration says.</summary>
    public TimeSpan? TestTimeout { get; init; }
}
