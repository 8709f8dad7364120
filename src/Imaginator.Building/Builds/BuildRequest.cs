using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>A request for one build of a stream.</summary>
public sealed record BuildRequest
{
    /// <summary>The stream to build.</summary>
    public required string StreamName { get; init; }

    /// <summary>Set if foreign inputs make the image private to another stream; see <see cref="SourceBuildPolicy"/>.</summary>
    public PrivateOutput? Private { get; init; }

    /// <summary>
    /// The directory of the image in the image store, which also identifies the build in the queue and in the history: the name of
    /// the stream, unless the image is private.
    /// </summary>
    public string OutputName => Private?.Name ?? StreamName;

    /// <summary>The time after the build at which the image expires; zero for never.</summary>
    public TimeSpan ExpiresIn { get; init; }

    /// <summary>The branch, tag or commit of the manifest; null or empty for the default branch.</summary>
    public string? GitBranch { get; init; }

    /// <summary>A source image older than this counts as missing; zero for any age.</summary>
    public TimeSpan MaxSourceAge { get; init; }

    /// <summary>The build fails after this time, the builds of its source images included.</summary>
    public TimeSpan MaximumBuildDuration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Variables for expansion, in addition to those of the stream.</summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Fail with <see cref="SourceImageNeededException"/> instead of building a missing source image.</summary>
    public bool DisableRecursiveBuild { get; init; }

    /// <summary>
    /// Return the image instead of publishing it. Its objects are added to the image store, which keeps them for a limited time.
    /// </summary>
    public bool ReturnImage { get; init; }

    /// <summary>
    /// If the newest image of the stream was made from the same inputs and is younger than this, its expiration is extended
    /// and nothing is built; zero to build in any case.
    /// </summary>
    public TimeSpan SkipIfUnchangedFor { get; init; }

    /// <summary>The requestor; recorded in the image.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>The time limit of each test of the image; null for the limit in the configuration.</summary>
    public TimeSpan? TestTimeout { get; init; }
}
